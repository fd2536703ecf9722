// Stopping goroutines that run for long, and those that keep the world from being stopped.
//
// A thread is sent SIGURG. If it was running a goroutine outside the runtime, the handler copies what the kernel has saved
// - all registers, those for vectors too - from the signal stack to the goroutine's, and lets the goroutine go on in
// preempted, which waits as any goroutine does and then makes the kernel restore the copy, perhaps on another thread.
// The copy lies on the stack that the collector scans.
//
// Code of the runtime is not interrupted: the goroutine stops when it leaves that (preempt_return.go). Nor is what the
// runtime calls outside the image (vdso_linux_amd64.go), nor a goroutine that holds a lock of it; who sent the signal
// tries again.

package runtime

import "unsafe"

const (
	signalUrgent = 23
	preemptSlack = 4 << 10 // bytes of stack that preempted needs
)

// preemptAll asks all goroutines that run to stop.
func preemptAll() {
	self := getg().m
	for i := range processorCount {
		if pp := allps[i]; pp != self.p && atomicLoad(&pp.status) == pRunning {
			preemptOne(pp)
		}
	}
}

// preemptOne asks the goroutine on a processor to stop.
func preemptOne(pp *p) {
	mp := pp.m
	if mp == nil || mp.tid == 0 || mp == getg().m {
		return
	}
	atomicStore(&pp.preempt, 1)
	syscall6(sysTgkill, processID, uintptr(mp.tid), signalUrgent, 0, 0, 0)
}

// runtimeCodeStart and runtimeCodeEnd give the bounds of the runtime's code; the compiler expands them in place.
func runtimeCodeStart() uintptr
func runtimeCodeEnd() uintptr

// preemptAt is called by the handler of the signal.
func preemptAt(context unsafe.Pointer) {
	gp := getg()
	mp := gp.m
	pp := mp.p
	if gp == mp.g0 || mp.curg != gp || pp == nil || mp.locks != 0 || mp.mallocing != 0 {
		return
	}
	if atomicLoad(&pp.preempt) == 0 || atomicLoad(&gp.status) != gRunning {
		return
	}
	pc := *(*uintptr)(unsafe.Add(context, contextPC))
	if pc-runtimeCodeStart() < runtimeCodeEnd()-runtimeCodeStart() {
		gp.stopAtReturn(context)
		return
	}
	if pc-imageStart() >= imageEnd()-imageStart() {
		return // in the code with which the kernel reads clocks, which the runtime calls
	}
	sp := *(*uintptr)(unsafe.Add(context, contextSP))
	if sp > gp.stack.hi || sp < gp.stack.lo+frameSize(context)+preemptSlack {
		return
	}
	frame := copyFrame(context, sp)
	enterAt(context, frame, codeOfPreempted)
}

// preempted is where a goroutine goes on that was stopped; frame is the copy of the kernel's frame.
func preempted(frame uintptr) {
	if writeBarrier != 0 {
		getg().markInterrupted(frame)
	}
	mcall(goschedNow)
	signals := getg().m.signals
	stack := (*stackt)(unsafe.Pointer(frame + frameStack))
	stack.base, stack.size, stack.flags = unsafe.Pointer(signals.lo), signals.hi-signals.lo, 0
	sigresume(frame)
}

// sigresume is an assembly stub.
func sigresume(frame uintptr)
