// Threads: starting, stopping and waking them, and goroutines that are locked to one.
//
// A thread that has nothing to do sleeps in the list of idle ones, without a processor. Who wakes it hands it one.

package runtime

import "unsafe"

const (
	cloneFlags   = 0x50f00 | cloneSetTLS // VM, FS, FILES, SIGHAND, THREAD, SYSVSEM
	cloneSetTLS  = 0x80000
	allSignals   = ^uint64(0)
	setSignals   = 2 // SIG_SETMASK
	threadsAtEnd = 10000
)

// Guarded by schedLock.
var (
	idleThreads     *m
	idleThreadCount uint32
	threadCount     uint32
	threadIDs       int64  // that were given to threads
	endedThreads    *m     // whose place another one may take when the kernel has forgotten them
	systemThreads   uint32 // that run no goroutines
	lockedWaiting   uint32 // threads that wait for the goroutine that is locked to them; who wakes one counts it off
)

var spinning uint32 // threads that look for work

// clone is an assembly stub: it starts a thread that calls code, which must not return.
func clone(flags, stackTop, tls uintptr, code uintptr) uintptr

// newThread starts a thread. With a processor it runs goroutines, else the function.
func newThread(pp *p, looks bool, entry func()) {
	mp := takeEnded()
	if mp == nil {
		mp = (*m)(rootalloc(unsafe.Sizeof(m{})))
		mp.g0 = (*g)(rootalloc(unsafe.Sizeof(g{})))
		mp.g0.takeStack(newThreadStack())
		mp.initialise()
	}
	mp.nextP, mp.spinning, mp.entry = pp, looks, entry
	clear(mp.origin[callers(1, mp.origin[:]):])
	mp.count()
	setThreadWords(mp, mp.g0)
	before := allSignals
	masked := allSignals
	setMask(&masked, &before)
	failed := clone(cloneFlags, mp.g0.stack.hi, threadPointer(mp), codeOfThread)
	setMask(&before, nil)
	if failed > ^uintptr(largestErrno) {
		printlock()
		printstring("runtime: failed to create new OS thread (have ")
		printuint(uint64(threadCount))
		printstring(" already; errno=")
		printuint(uint64(-failed))
		printstring(")\n")
		printunlock()
		throw("newosproc")
	}
}

// initialise fills an m that has its g0, and makes it one of all.
func (mp *m) initialise() {
	mp.g0.m = mp
	mp.g0.system = true
	mp.overflow = codeOfOverflow
	mp.signals = newThreadStack()
	mp.random = rand()
	lock(&schedLock)
	mp.id = threadIDs
	threadIDs++
	mp.allLink = allms
	atomicStoreUintptr((*uintptr)(unsafe.Pointer(&allms)), uintptr(unsafe.Pointer(mp)))
	unlock(&schedLock)
}

// count enters the thread among those that run.
func (mp *m) count() {
	lock(&schedLock)
	atomicStore(&mp.alive, 1)
	threadCount++
	if mp.entry != nil {
		systemThreads++
	}
	if threadCount > uint32(maxThreads) {
		unlock(&schedLock)
		printlock()
		printstring("runtime: program exceeds ")
		printint(int64(maxThreads))
		printstring("-thread limit\n")
		printunlock()
		throw("thread exhaustion")
	}
	unlock(&schedLock)
}

// threadStart is where a thread begins, on its g0.
func threadStart() {
	mp := getg().m
	mp.begin()
	if mp.entry != nil {
		mp.entry()
	}
	mp.acquire(mp.nextP)
	mp.nextP = nil
	schedule()
}

// begin does what only the thread itself can do.
func (mp *m) begin() {
	mp.tid = uint32(syscall6(sysSetTidAddress, uintptr(unsafe.Pointer(&mp.tid)), 0, 0, 0, 0, 0))
	useSignalStack(mp)
	none := uint64(0)
	setMask(&none, nil)
}

// end ends the thread, because the goroutine that was locked to it has left it in a state that nobody else may see. The
// first thread only sleeps: the kernel would take its end for that of the program. It runs on g0.
func (mp *m) end() {
	masked := allSignals
	if mp == &m0 {
		masked &^= 1 << (signalCall - 1)
	} else {
		atomicStore(&mp.alive, 0)
	}
	setMask(&masked, nil)
	mp.setSampling(0)
	handOff(mp.release())
	lock(&schedLock)
	if mp == &m0 {
		lockedWaiting++
		checkDeadlock()
		unlock(&schedLock)
		for {
			mp.parked.sleep()
		}
	}
	threadCount--
	checkDeadlock()
	mp.link, endedThreads = endedThreads, mp
	unlock(&schedLock)
	syscall6(sysExit, 0, 0, 0, 0, 0, 0)
}

// takeEnded gives a thread that has ended, nil if there is none. The kernel clears tid when it is done with the stack.
func takeEnded() *m {
	lock(&schedLock)
	var mp *m
	for place := &endedThreads; *place != nil; place = &(*place).link {
		if atomicLoad(&(*place).tid) == 0 {
			mp = *place
			*place = mp.link
			mp.link = nil
			break
		}
	}
	unlock(&schedLock)
	return mp
}

// setMask sets which signals wait, and tells which did before.
func setMask(mask, before *uint64) {
	syscall6(sysSigprocmask, setSignals, uintptr(unsafe.Pointer(mask)), uintptr(unsafe.Pointer(before)), signalSetSize, 0, 0)
}

// threadYield lets other threads run.
func threadYield() { syscall6(sysSchedYield, 0, 0, 0, 0, 0, 0) }

// wakep wakes a thread to look for work, if there is an idle processor and nobody looks yet.
func wakep() {
	if atomicLoad(&idleCount) == 0 || atomicLoad(&spinning) != 0 || !atomicCas(&spinning, 0, 1) {
		return
	}
	lock(&schedLock)
	pp := takeIdle()
	unlock(&schedLock)
	if pp == nil {
		atomicAdd(&spinning, -1)
		return
	}
	startThread(pp, true)
}

// startThread makes some thread run with a processor. looks: it is counted in spinning already.
func startThread(pp *p, looks bool) {
	locked := getg().m
	locked.locks++
	lock(&schedLock)
	mp := idleThreads
	if mp != nil {
		idleThreads = mp.link
		idleThreadCount--
	}
	unlock(&schedLock)
	if mp == nil {
		newThread(pp, looks, nil)
	} else {
		mp.spinning = looks
		mp.nextP = pp
		mp.parked.wake()
	}
	locked.locks--
}

// stopThread sleeps until somebody hands the thread a processor.
func stopThread(mp *m) {
	lock(&schedLock)
	mp.link, idleThreads = idleThreads, mp
	idleThreadCount++
	checkDeadlock()
	unlock(&schedLock)
	mp.awaitProcessor()
}

func (mp *m) awaitProcessor() {
	mp.parked.sleep()
	mp.parked.clear()
	mp.acquire(mp.nextP)
	mp.nextP = nil
}

// acquire makes a processor the thread's.
func (mp *m) acquire(pp *p) {
	mp.p = pp
	pp.m = mp
	atomicStore(&pp.status, pRunning)
}

// release takes the processor from the thread.
func (mp *m) release() *p {
	pp := mp.p
	mp.p, pp.m = nil, nil
	atomicStore(&pp.status, pIdle)
	return pp
}

// releaseToIdle makes the thread's processor idle. The caller holds schedLock.
func (mp *m) releaseToIdle() {
	putIdle(mp.release())
}

// handOff finds a thread for a processor, or makes it idle if there is nothing to do.
func handOff(pp *p) {
	if !pp.isEmpty() || atomicLoad(&runQueue.count) > 0 || writeBarrier != 0 && hasMarkWork() {
		startThread(pp, false)
		return
	}
	if atomicLoad(&idleCount)+atomicLoad(&spinning) == 0 && atomicCas(&spinning, 0, 1) {
		startThread(pp, true)
		return
	}
	lock(&schedLock)
	if atomicLoad(&stopping) != 0 {
		pp.stopNow()
		unlock(&schedLock)
		return
	}
	// Those who gave up earlier, when nobody waited for the network, do not watch it.
	last := atomicLoad(&idleCount) == uint32(processorCount)-1
	if runQueue.count > 0 || last && pollsNetwork() && atomicLoad(&polling) == 0 {
		unlock(&schedLock)
		startThread(pp, false)
		return
	}
	when := pp.timers.first()
	putIdle(pp)
	unlock(&schedLock)
	if when != 0 {
		wakePoller(when)
	}
}

// waitForLocked gives the processor away and sleeps until the goroutine that is locked to the thread can run.
func waitForLocked(mp *m) *g {
	if mp.spinning {
		mp.spinning = false
		atomicAdd(&spinning, -1)
	}
	handOff(mp.release())
	lock(&schedLock)
	lockedWaiting++
	checkDeadlock()
	unlock(&schedLock)
	mp.awaitProcessor()
	return mp.lockedG
}

// runLocked hands the processor to the thread to which a goroutine is locked, and waits for another one.
func runLocked(mp *m, gp *g) {
	other := gp.lockedM
	lock(&schedLock)
	lockedWaiting--
	unlock(&schedLock)
	other.nextP = mp.release()
	other.parked.wake()
	stopThread(mp)
}

// LockOSThread ties the goroutine to its thread, as often as UnlockOSThread has not yet been called.
//
//go:noinline
func LockOSThread() {
	gp := getg()
	gp.threadPins++
	gp.lockedM = gp.m
	gp.m.lockedG = gp
}

// UnlockOSThread undoes one LockOSThread.
//
//go:noinline
func UnlockOSThread() {
	gp := getg()
	if gp.threadPins == 0 {
		return
	}
	gp.threadPins--
	if gp.threadPins == 0 {
		gp.lockedM.lockedG = nil
		gp.lockedM = nil
	}
}
