// System calls that all threads make: those that change what the kernel keeps for each thread, but a program expects to
// hold for all of it, such as its user.
//
// While the world is stopped the calling thread makes the call. If that succeeds, the others make it in the handler of a
// signal. Threads that the program starts later have it from the one that starts them.
//
// Invariant: while the world is stopped no thread starts another one. One that ends is counted off before it masks the
// signal.

package runtime

import _ "unsafe" // for go:linkname

// The signal is one that the C library has set aside for the same purpose.
const signalCall = 33

// A threadsCall is a call that all threads are to make.
type threadsCall struct {
	number    uintptr
	arguments [6]uintptr
	result    uintptr // in the first thread
	installed bool    // the handler of the signal
}

var sharedCall threadsCall

// syscall_runtime_doAllThreadsSyscall gives what the call gives in the calling thread. No system call has two results.
//
//go:linkname syscall_runtime_doAllThreadsSyscall syscall.runtime_doAllThreadsSyscall
//go:noinline
func syscall_runtime_doAllThreadsSyscall(trap, a1, a2, a3, a4, a5, a6 uintptr) (r1, r2, err uintptr) {
	stopTheWorld()
	c := &sharedCall
	c.number, c.arguments = trap, [...]uintptr{a1, a2, a3, a4, a5, a6}
	c.result = c.make()
	if c.result > ^uintptr(largestErrno) {
		startTheWorld()
		return ^uintptr(0), 0, -c.result
	}
	if !c.installed {
		install(signalCall, codeOfHandler)
		c.installed = true
	}
	self := getg().m
	for mp := allms; mp != nil; mp = mp.allLink {
		for atomicLoad(&mp.alive) != 0 && atomicLoad(&mp.tid) == 0 {
			threadYield() // it has been started and does not run yet
		}
		if mp != self && atomicLoad(&mp.alive) != 0 {
			atomicStore(&mp.hasToCall, 1)
			syscall6(sysTgkill, processID, uintptr(mp.tid), signalCall, 0, 0, 0)
		}
	}
	for mp := allms; mp != nil; mp = mp.allLink {
		for atomicLoad(&mp.hasToCall) != 0 && atomicLoad(&mp.alive) != 0 {
			threadYield()
		}
	}
	startTheWorld()
	return c.result, 0, 0
}

func (c *threadsCall) make() uintptr {
	a := &c.arguments
	return syscall6(c.number, a[0], a[1], a[2], a[3], a[4], a[5])
}

// callInThread is called by the handler of the signal.
func callInThread() {
	if got := sharedCall.make(); got != sharedCall.result {
		printstring("runtime: system call ")
		printuint(uint64(sharedCall.number))
		printstring(" gives ")
		printhex(uint64(got))
		printstring(" in one thread and ")
		printhex(uint64(sharedCall.result))
		printstring(" in another\n")
		throw("AllThreadsSyscall: results differ between threads")
	}
	atomicStore(&getg().m.hasToCall, 0)
}
