// What the allocator and the collector ask of the scheduler: the processors' caches, and goroutines of the
// runtime.

package runtime

import "unsafe"

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

// A servant is a goroutine of the runtime that waits for work.
type servant struct {
	lock    mutex
	started bool
	wanted  bool // there is work since it last looked
	waiting *g
}

var (
	sweeper   servant
	finalizer servant
)

// start makes sure that the goroutine exists.
func (s *servant) start(run func()) {
	lock(&s.lock)
	isNew := !s.started
	s.started = true
	unlock(&s.lock)
	if isNew {
		newSystemG(run)
	}
}

// newSystemG starts a goroutine that does not count as one of the program.
func newSystemG(run func()) {
	mp := acquirem()
	gp := newG(mp.p, run, getg())
	gp.system = true
	gp.leaveBubble()
	atomicAdd(&liveUsers, -1)
	mp.p.put(gp, false)
	wakep()
	releasem(mp)
}

// await waits for work.
func (s *servant) await(reason waitReason) {
	lock(&s.lock)
	if s.wanted {
		s.wanted = false
		unlock(&s.lock)
		return
	}
	s.waiting = getg()
	parkUnlocking(&s.lock, reason)
}

// wake says that there is work.
func (s *servant) wake() {
	lock(&s.lock)
	gp := s.waiting
	s.waiting = nil
	s.wanted = gp == nil
	unlock(&s.lock)
	if gp != nil {
		ready(gp)
	}
}

// startFinalizers makes sure that somebody runs finalizers and cleanups.
func startFinalizers() { finalizer.start(runFinalizers) }

// wakeFinalizers lets finalizers and cleanups run that wait.
func wakeFinalizers() {
	if atomicLoadUintptr((*uintptr)(unsafe.Pointer(&deadQueue))) != 0 {
		finalizer.wake()
	}
}

func runFinalizers() {
	for {
		runDead()
		finalizer.await(waitFinalizer)
	}
}

// wakeSweeper lets spans be swept in the background.
func wakeSweeper() {
	sweeper.start(runSweeper)
	sweeper.wake()
}

func runSweeper() {
	for {
		for more := true; more; goyield() {
			more = sweepSome()
		}
		wakeFinalizers()
		mheap.scavengeExcess()
		sweeper.await(waitCollection)
	}
}
