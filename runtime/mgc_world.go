// What the allocator and the collector ask of the scheduler: the processors' caches, and the stacks.

package runtime

// getmcache gives the cache of the processor.
func getmcache() *mcache { return getg().m.p.mcache }

// flushCaches makes all processors give back their spans. The world is stopped.
func flushCaches() {
	for i := range processorCount {
		allps[i].mcache.flush()
	}
}

// canCollect says whether the goroutine may stop the world: it holds no lock of the runtime, and the scheduler runs.
func canCollect() bool {
	gp := getg()
	return gp.m.locks == 0 && gp != gp.m.g0
}

// markStacks scans the stacks of all goroutines; that of the running one from here on.
//
//go:noinline
func markStacks(w *gcWork) {
	self := getg()
	w.markWords(getframe(), self.stack.hi)
	forEachG(func(gp *g) {
		if gp != self {
			w.markWords(gp.sched.sp, gp.stack.hi)
		}
	})
}

// startFinalizers makes sure that somebody runs finalizers and cleanups.
func startFinalizers() {}

// wakeFinalizers lets finalizers and cleanups run that wait.
func wakeFinalizers() { runDead() }
