// The garbage collector: mark and sweep, with the world stopped.
//
// A collection stops all goroutines, marks what the roots lead to, declares all spans unswept and lets the goroutines go
// on; sweeping comes bit by bit. Objects do not move. Stacks and registers are scanned conservatively, the heap by the
// types of its objects.

package runtime

import (
	"internal/runtime/atomic"
	"unsafe"
)

const (
	gcDue    = iota // the heap has grown enough
	gcForced        // runtime.GC, or gcstress
)

var (
	gcStress int   // GODEBUG=gcstress=N: collect at every N-th allocation of a processor
	gcTrace  int32 // GODEBUG=gctrace=1: a line per collection
	gcVerify bool  // GODEBUG=gcverify=1: check the heap when it is marked, and destroy what is freed

	gcRunning   bool      // nobody may allocate
	gcRegisters deferList // of the goroutine that collects; a root
	gcMarker    gcWork
)

// GC frees what is not reachable.
func GC() {
	collect(gcForced)
	sweepAll()
	for !isSwept() {
		Gosched() // another processor is about to sweep the last span
	}
	wakeFinalizers()
}

//go:linkname runtime_debug_freeOSMemory runtime/debug.freeOSMemory
func runtime_debug_freeOSMemory() {
	GC()
	mheap.scavenge(^uintptr(0))
	releaseStacks()
}

// startIfDue collects if it is time, and gives back an object that it keeps alive.
func startIfDue(p unsafe.Pointer) unsafe.Pointer {
	gcIfDue()
	return p
}

func gcIfDue() {
	if pace.isDue() {
		collect(gcDue)
	}
}

// collect runs a collection.
//
//go:noinline
func collect(why int) {
	begin := nanotime()
	stopTheWorld()
	setjmp(&gcRegisters)
	if why == gcDue && atomic.Load64(&pace.live) < pace.trigger {
		startTheWorld() // another goroutine was faster
		return
	}
	sweepAll()
	cycle.start(why, begin)
	if poolCleanup != nil {
		poolCleanup()
	}
	flushCaches()
	gcRunning = true
	pace.marked = 0
	markRoots(&gcMarker)
	gcMarker.drain(^uint64(0))
	gcMarker.flush()
	if gcVerify {
		verifyHeap()
	}
	gcRunning = false
	beginSweep()
	pace.after = pace.marked
	pace.live = pace.marked
	pace.setGoal()
	cycle.end()
	startTheWorld()
	wakeSweeper()
}
