// Blocking system calls: the goroutine keeps its thread, and the processor may be taken away meanwhile.

package runtime

import _ "unsafe" // for go:linkname

// entersyscall is called before a system call that may block.
//
//go:nosplit
func entersyscall() {
	saveRegisters(&getg().saved) // first: what this function has saved of them would be gone when it returns
	enterCall(getframe())
}

// enterCall begins a system call; frame is that of the function that its caller calls for it.
//
//go:noinline
//go:nosplit
func enterCall(frame uintptr) {
	gp := getg()
	mp := gp.m
	gp.sched.sp = frame
	head := headOf(frame)
	gp.callPC, gp.callFrame = gp.returnAddressOf(head.returns), head.caller
	pp := mp.p
	pp.calls++
	mp.oldP = pp
	mp.p = nil
	pp.m = nil
	atomicStore(&gp.status, gSyscall)
	atomicStore(&pp.status, pSyscall)
	if atomicLoad(&stopping) != 0 {
		stopInCall(pp)
	}
}

// stopInCall stops the processor of a system call that begins while the world is being stopped.
func stopInCall(pp *p) {
	lock(&schedLock)
	if atomicLoad(&stopping) != 0 && atomicCas(&pp.status, pSyscall, pStopped) {
		pp.stopNow()
	}
	unlock(&schedLock)
}

// entersyscallblock is called before a system call that will block.
func entersyscallblock() {
	entersyscall()
	leaveProcessor()
}

// leaveProcessor hands the processor of a system call that has begun to somebody else.
//
//go:noinline
func leaveProcessor() {
	mp := getg().m
	if pp := mp.oldP; atomicCas(&pp.status, pSyscall, pIdle) {
		handOff(pp)
	}
}

// exitsyscall is called after the system call. The goroutine goes on when it has a processor.
func exitsyscall() {
	gp := getg()
	mp := gp.m
	pp := mp.oldP
	mp.oldP = nil
	if atomicCas(&pp.status, pSyscall, pRunning) {
		mp.p, pp.m = pp, mp
		gp.runAfterCall()
		return
	}
	if atomicLoad(&idleCount) > 0 && atomicLoad(&stopping) == 0 {
		lock(&schedLock)
		pp = nil
		if atomicLoad(&stopping) == 0 {
			pp = takeIdle()
		}
		unlock(&schedLock)
		if pp != nil {
			mp.acquire(pp)
			gp.runAfterCall()
			return
		}
	}
	mcall(exitsyscallSlow)
}

// runAfterCall lets a goroutine go on that has got a processor.
func (gp *g) runAfterCall() {
	atomicStore(&gp.status, gRunning)
	if writeBarrier != 0 && !gp.isScanned() {
		mcall(scanAfterCall)
	}
	gp.waitSince = 0
}

// exitsyscallSlow queues the goroutine and lets the thread sleep. It runs on g0, without a processor.
func exitsyscallSlow(gp *g) *g {
	mp := getg().m
	atomicStore(&gp.status, gRunnable)
	lock(&schedLock)
	var pp *p
	if atomicLoad(&stopping) == 0 {
		pp = takeIdle()
	}
	if pp == nil && gp.lockedM == nil {
		runQueue.push(gp)
	}
	unlock(&schedLock)
	if pp != nil {
		mp.acquire(pp)
		return gp
	}
	if gp.lockedM == nil {
		stopThread(mp)
		return nil
	}
	lock(&schedLock)
	runQueue.push(gp)
	lockedWaiting++
	unlock(&schedLock)
	mp.awaitProcessor()
	return gp
}

// saveRegisters keeps the registers that survive calls where the collector sees them; it is the stub of setjmp.
//
//go:linkname saveRegisters runtime.setjmp
//go:noescape
func saveRegisters(place *[jumpWords]uintptr) int
