// Stacks as roots: each goroutine that was there when marking began is scanned once, before it runs again.
//
// When the world goes on no goroutine is running. Whoever is about to let one run (the scheduler, or the goroutine itself
// at the end of a system call) scans it first, unless a marker has done so; markers go through all that are left. So no
// goroutine is ever stopped to be scanned, and a stop does not last longer for the number of goroutines.
//
// g.scan tells who has scanned the goroutine: scanStarted in this collection, scanDone in this one, anything else in an
// earlier one. New goroutines are born with scanDone: what they are to run came to them through a barrier.
//
// A goroutine that a signal stopped while the barrier is on may have overwritten a pointer and not yet reported it; the
// report may come after the end of marking. So what its registers and its innermost frame hold is marked when it stops.

package runtime

import (
	"internal/runtime/atomic"
	"unsafe"
)

// gcNumber is the number of the collection, times 2.
var gcNumber uint32

func scanStarted() uint32 { return gcNumber }

func scanDone() uint32 { return gcNumber + 1 }

// isScanned says whether a goroutine may run, while the barrier is on.
func (gp *g) isScanned() bool { return atomic.Load(&gp.scan) == scanDone() }

// beforeRun scans a goroutine that is about to run, unless that is done.
func (gp *g) beforeRun(w *gcWork) {
	if gp.scanOnce(w) {
		return
	}
	for !gp.isScanned() {
		threadYield()
	}
}

// scanOnce scans a goroutine that does not run, unless somebody has begun to.
func (gp *g) scanOnce(w *gcWork) bool {
	before := atomic.Load(&gp.scan)
	status := atomicLoad(&gp.status)
	if before == scanStarted() || before == scanDone() {
		return false
	}
	if status == gDead || status == gIdle || !atomic.Cas(&gp.scan, before, scanStarted()) {
		return false
	}
	if gp.waitSince == 0 && (status == gWaiting || status == gSyscall) {
		gp.waitSince = nanotime()
	}
	gp.markStack(w)
	atomic.Xadd64(&pace.stacks, int64(gp.stack.hi-gp.sched.sp))
	atomic.Store(&gp.scan, scanDone())
	return true
}

// markStack marks what a goroutine that does not run holds on its stack and in its registers.
func (gp *g) markStack(w *gcWork) {
	w.markWords(gp.sched.sp, gp.stack.hi)
	w.markWords(uintptr(unsafe.Pointer(&gp.saved)), uintptr(unsafe.Pointer(&gp.saved))+unsafe.Sizeof(gp.saved))
}

// markSelf scans the running goroutine from its caller on. A register of the caller's that survives calls is either still in
// place, or in the frame of this function, which lies above that of the function that it calls.
//
//go:noinline
func (gp *g) markSelf(w *gcWork) {
	saveRegisters(&gp.saved)
	gp.markFromHere(w)
	atomic.Store(&gp.scan, scanDone())
}

//go:noinline
func (gp *g) markFromHere(w *gcWork) {
	gp.sched.sp = getframe()
	gp.markStack(w)
}

// scanAfterCall scans a goroutine that comes back from a system call. It runs on g0.
func scanAfterCall(gp *g) *g {
	gp.beforeRun(&getmcache().work)
	return gp
}

const mostOfFrame = 64 << 10 // bytes of a frame in which a store keeps its values

// markInterrupted marks what a goroutine holds in its registers and its innermost frame. frame is the copy of the
// kernel's frame, as preempted gets it.
func (gp *g) markInterrupted(frame uintptr) {
	w := &getmcache().work
	context := unsafe.Pointer(frame + frameContext)
	sp := *(*uintptr)(unsafe.Add(context, contextSP))
	w.markWords(frame, sp)
	end := *contextWord(context, contextFP) - headBelow + headSize
	if end-sp < mostOfFrame && end <= gp.stack.hi {
		w.markWords(sp, end)
	}
}
