// The garbage collector: it marks while the program runs, and sweeps afterwards.
//
// A collection is the work of one goroutine, the collector. It stops the world for a moment, declares everything white
// and switches the write barrier on; then all processors mark (mgc_worker.go), beside the program. When nothing is left
// to mark it stops the world again, marks what the program has reported since, switches the barrier off and declares all
// spans unswept (mgc_sweep.go). Objects do not move. Stacks and registers are scanned conservatively, the heap by the
// types of its objects.
//
// What is marked is a snapshot: all that could be reached when the first stop ended. For
//
//   - a goroutine is scanned before it runs for the first time after that stop (mgc_stacks.go), so that each stack is
//     seen as it was;
//   - a pointer that is overwritten anywhere but on a stack is reported by the barrier (mbarrier.go) and marked, so that
//     the heap and the roots are seen as they were, whenever somebody comes to scan them;
//   - what is allocated after the stop is marked from the beginning and not scanned: it refers to what was in the
//     snapshot, or to other new objects.
//
// Invariant: between the stops, a white object that the program can reach is reachable in the snapshot over objects and
// roots that are still to be scanned. After the second stop no white object can be reached.
//
// Source: T. Yuasa, "Real-time garbage collection on general-purpose machines", 1990 (snapshot at the beginning).

package runtime

import (
	"internal/runtime/atomic"
	_ "unsafe" // for go:linkname
)

// Why there is a collection; bits of collector.why.
const (
	gcDue    = 1 << iota // the heap has grown enough, or gcstress
	gcForced             // runtime.GC
	gcLeaks              // goroutines that nobody can wake are looked for
)

var (
	gcStress       int   // GODEBUG=gcstress=N: collect at every N-th allocation of a processor
	gcTrace        int32 // GODEBUG=gctrace=1: a line per collection
	gcVerify       bool  // GODEBUG=gcverify=1: check the heap when it is marked, and destroy what is freed
	gcStopTheWorld bool  // GODEBUG=gcstoptheworld=1: mark while the world is stopped

	gcFinishing bool // between the last mark and sweeping: nobody may allocate
)

// A gcLeader is the goroutine that runs collections, and what others want of it.
type gcLeader struct {
	servant servant
	asked   uint32 // somebody has asked for a collection that has not ended yet
	why     uint32 // they did

	lock    mutex  // of what follows
	done    uint32 // collections that have marked
	running bool
	waiters *g // until the next collection has marked
}

var (
	collector gcLeader
	markDone  servant // the collector, while others mark
)

// lastMark is how much is scanned at most in the second stop, in bytes; if there is more the world goes on meanwhile.
const lastMark = 256 << 10

// GC frees what is not reachable.
func GC() {
	collectNow(gcForced)
	sweepAll()
	for !isSwept() {
		Gosched() // another processor is about to sweep the last span
	}
	heapProfile.publish()
	wakeFinalizers()
}

// collectNow runs a collection that begins after the call.
func collectNow(why uint32) {
	lock(&collector.lock)
	target := collector.done + 1
	if collector.running {
		target++
	}
	unlock(&collector.lock)
	for {
		lock(&collector.lock)
		if int32(collector.done-target) >= 0 {
			unlock(&collector.lock)
			return
		}
		collector.ask(why)
		gp := getg()
		gp.schedLink = collector.waiters
		collector.waiters = gp
		parkUnlocking(&collector.lock, waitCollectionDone)
	}
}

//go:linkname runtime_debug_freeOSMemory runtime/debug.freeOSMemory
func runtime_debug_freeOSMemory() {
	GC()
	mheap.scavenge(^uintptr(0))
	releaseStacks()
}

// ask makes the collector begin.
func (c *gcLeader) ask(why uint32) {
	atomic.Or32(&c.why, why)
	if atomic.Cas(&c.asked, 0, 1) {
		c.servant.start(runCollector)
		c.servant.wake()
	}
}

// gcIfDue lets the collector begin if it is time: at once, for it is the next to run on this processor.
func gcIfDue() {
	if pace.isDue() && atomic.Load(&collector.asked) == 0 {
		collector.ask(gcDue)
		goyield()
	}
}

func runCollector() {
	for {
		collector.servant.await(waitCollection)
		lock(&collector.lock)
		collector.running = true
		unlock(&collector.lock)
		collect(atomic.Xchg(&collector.why, 0))
		collector.end()
	}
}

// end lets those go on who wait for the end of a collection.
func (c *gcLeader) end() {
	lock(&c.lock)
	c.done++
	c.running = false
	list := c.waiters
	c.waiters = nil
	atomic.Store(&c.asked, 0)
	unlock(&c.lock)
	for list != nil {
		gp := list
		list = gp.schedLink
		gp.schedLink = nil
		ready(gp)
	}
}

// collect runs a collection.
//
//go:noinline
func collect(why uint32) {
	finishSweep()
	heapProfile.publish()
	cycle.start(why, stopForCollection())
	if why&gcLeaks != 0 {
		leaks.begin()
	}
	beginMark()
	if gcStopTheWorld || why&gcLeaks != 0 {
		markAlone(^uint64(0))
	}
	if why&gcLeaks != 0 {
		leaks.end()
	}
	cycle.markFrom(nanotime())
	startWorld()
	for {
		awaitMarkers()
		cycle.markUntil(stopForCollection())
		if markAlone(lastMark) {
			break
		}
		cycle.pauseUntil(nanotime())
		startWorld()
	}
	endMark()
	cycle.end()
	startWorld()
	wakeSweeper()
}

// stopForCollection stops the world; it gives when it began to.
func stopForCollection() int64 {
	begin := stopWorld()
	schedHistograms.stoppingGC.record(nanotime() - begin)
	return begin
}

// finishSweep sweeps what the last collection has left.
func finishSweep() {
	for !isSwept() {
		sweepSome()
		goyield()
	}
}

// beginMark begins to mark. The world is stopped.
func beginMark() {
	if poolCleanup != nil {
		poolCleanup()
	}
	flushCaches()
	pace.begin()
	gcRoots.begin()
	atomic.Store(&writeBarrier, 1)
	getg().markSelf(&getmcache().work)
}

// markAlone marks what is left, up to a limit of bytes; it says whether nothing is left. The world is stopped.
func markAlone(limit uint64) bool {
	collectWork()
	w := &getmcache().work
	for gcRoots.scanNext(w) {
	}
	done := w.drain(limit)
	w.handOver()
	return done
}

// collectWork makes what the processors have found available to all. The world is stopped.
func collectWork() {
	for i := range processorCount {
		allps[i].mcache.work.handOver()
	}
	strayWork.handOver()
}

// endMark ends marking. The world is stopped, and nothing is left to mark.
func endMark() {
	atomic.Store(&writeBarrier, 0)
	gcFinishing = true
	flushCaches()
	for i := range processorCount {
		allps[i].mcache.work.dispose()
	}
	strayWork.dispose()
	if gcVerify {
		verifyHeap()
	}
	gcFinishing = false
	heapProfile.epoch++
	beginSweep()
	pace.end()
}
