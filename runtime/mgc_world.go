// What the allocator and the collector ask of the scheduler. There is one goroutine, on one thread, so nobody needs to be
// locked out or stopped.

package runtime

// A mutex would be held by one thread at a time.
type mutex struct {
	key uint32
}

func lock(m *mutex)   {}
func unlock(m *mutex) {}

var theCache *mcache

// getmcache gives the cache of the processor.
func getmcache() *mcache { return theCache }

func initCaches() { theCache = newMcache() }

func stopTheWorld()  {}
func startTheWorld() {}

// flushCaches makes all processors give back their spans. The world is stopped.
func flushCaches() { theCache.flush() }

// markStacks scans the stacks of all goroutines; that of the running one from here on.
//
//go:noinline
func markStacks(w *gcWork) {
	w.markWords(getframe(), mainStackLow+mainStackSize)
}

// startFinalizers makes sure that somebody runs finalizers and cleanups.
func startFinalizers() {}

// wakeFinalizers lets finalizers and cleanups run that wait.
func wakeFinalizers() { runDead() }
