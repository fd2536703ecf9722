// Processors: how many there are, which are idle, and stopping them all.

package runtime

import "unsafe"

const (
	affinityBytes = 1024 // room for 8192 processors
	bitsPerByte   = 8
)

var (
	usableProcessors int // that the system lets the program use; 0: not asked yet
	processorCount   int // GOMAXPROCS

	// Guarded by schedLock.
	idleProcessors *p
	idleCount      uint32

	stopping   uint32 // the world is to be stopped, or is
	stopWaits  int32  // processors that have not stopped yet; guarded by schedLock
	allStopped note
	worldSema  uint32 = 1 // taken by the goroutine that stops the world
)

// NumCPU counts the processors that the program may use.
func NumCPU() int {
	if usableProcessors == 0 {
		var mask [affinityBytes]byte
		n := int(syscall6(sysSchedGetaffinity, 0, affinityBytes, uintptr(unsafe.Pointer(&mask)), 0, 0, 0))
		count := 0
		for i := 0; i < n && i < affinityBytes; i++ {
			for bit := 0; bit < bitsPerByte; bit++ {
				count += int(mask[i] >> bit & 1)
			}
		}
		usableProcessors = max(count, 1)
	}
	return usableProcessors
}

// GOMAXPROCS sets how many goroutines may run at once, unless n is 0 or less; it gives the setting before.
func GOMAXPROCS(n int) int {
	before := processorCount
	if n > 0 && n != before {
		stopTheWorld()
		setProcessors(min(n, maxProcessors))
		startTheWorld()
	}
	return before
}

// SetDefaultGOMAXPROCS sets GOMAXPROCS to what the environment says, else to the number of processors.
func SetDefaultGOMAXPROCS() { GOMAXPROCS(defaultProcessors()) }

func defaultProcessors() int {
	if n := positive(getenv("GOMAXPROCS")); n > 0 {
		return min(n, maxProcessors)
	}
	return min(NumCPU(), maxProcessors)
}

// positive reads a positive number; 0 if it is none.
func positive(text string) int {
	n := 0
	for i := 0; i < len(text); i++ {
		digit := int(text[i]) - '0'
		if digit < 0 || digit > 9 || n > 1<<20 {
			return 0
		}
		n = n*10 + digit
	}
	return n
}

// setProcessors changes their number while the world is stopped. The caller keeps a processor, perhaps another one.
func setProcessors(n int) {
	for i := range n {
		if allps[i] == nil {
			allps[i] = (*p)(rootalloc(unsafe.Sizeof(p{})))
			allps[i].id = int32(i)
			allps[i].mcache = newMcache()
			atomicStore(&allps[i].status, pStopped)
		} else if allps[i].status == pDead {
			allps[i].status = pStopped
		}
	}
	cpuTimes.close(nanotime())
	mp := getg().m
	if mp.p == nil || int(mp.p.id) >= n {
		if mp.p != nil {
			mp.p.m = nil
		}
		mp.acquire(allps[0])
	}
	for i := n; i < processorCount; i++ {
		allps[i].retire(mp.p)
	}
	processorCount = n
}

// retire gives all that a processor has to another one.
func (pp *p) retire(heir *p) {
	for gp, _ := pp.get(); gp != nil; gp, _ = pp.get() {
		lock(&schedLock)
		runQueue.push(gp)
		unlock(&schedLock)
	}
	pp.giveFree(0)
	pp.mcache.flush()
	pp.mcache.work.dispose()
	pp.timers.moveTo(&heir.timers)
	for pp.sudogs != nil {
		s := pp.sudogs
		pp.sudogs = s.next
		s.next, heir.sudogs = heir.sudogs, s
	}
	pp.m = nil
	pp.status = pDead
}

// putIdle and takeIdle change the list of idle processors. The caller holds schedLock.
func putIdle(pp *p) {
	pp.idleSince = nanotime()
	pp.link, idleProcessors = idleProcessors, pp
	atomicAdd(&idleCount, 1)
}

func takeIdle() *p {
	pp := idleProcessors
	if pp != nil {
		idleProcessors = pp.link
		pp.link = nil
		cpuTimes.idle += nanotime() - pp.idleSince
		atomicAdd(&idleCount, -1)
		wakeMonitor()
	}
	return pp
}

// stopTheWorld stops all goroutines but the caller's, which keeps its thread and its processor. One stop waits for
// another; a goroutine that stops the world must not wait before startTheWorld.
func stopTheWorld() {
	worldStopped = stopWorld()
	schedHistograms.stoppingOther.record(nanotime() - worldStopped)
}

var worldStopped int64 // when stopTheWorld began

// stopWorld is stopTheWorld for who counts the pause himself; it gives when it began.
func stopWorld() int64 {
	semacquire(&worldSema)
	begin := nanotime()
	mp := acquirem()
	lock(&schedLock)
	stopWaits = int32(processorCount)
	allStopped.clear()
	atomicStore(&stopping, 1)
	mp.p.stopNow()
	for i := range processorCount {
		pp := allps[i]
		if atomicCas(&pp.status, pSyscall, pStopped) {
			pp.calls++
			stopWaits--
		}
	}
	for pp := takeIdle(); pp != nil; pp = takeIdle() {
		pp.stopNow()
	}
	waits := stopWaits > 0
	unlock(&schedLock)
	if waits {
		preemptAll()
		for !allStopped.sleepFor(stopRetry) {
			preemptAll()
		}
	}
	return begin
}

const stopRetry = 100_000 // nanoseconds

// stopNow makes a processor stopped. The caller holds schedLock.
func (pp *p) stopNow() {
	atomicStore(&pp.status, pStopped)
	stopWaits--
	if stopWaits == 0 {
		allStopped.wake()
	}
}

// stopForWorld gives up the processor of a thread, until the world goes on.
func stopForWorld(mp *m) {
	if mp.spinning {
		mp.spinning = false
		atomicAdd(&spinning, -1)
	}
	lock(&schedLock)
	if atomicLoad(&stopping) == 0 {
		unlock(&schedLock)
		return
	}
	pp := mp.release()
	pp.stopNow()
	unlock(&schedLock)
	stopThread(mp)
}

// startTheWorld lets the goroutines go on.
func startTheWorld() {
	schedHistograms.pausesOther.record(nanotime() - worldStopped)
	startWorld()
}

// startWorld undoes stopWorld.
func startWorld() {
	mp := getg().m
	lock(&schedLock)
	atomicStore(&mp.p.status, pRunning)
	var busy *p
	for i := processorCount - 1; i >= 0; i-- {
		pp := allps[i]
		if pp == mp.p {
			continue
		}
		atomicStore(&pp.status, pIdle)
		if pp.isEmpty() {
			putIdle(pp)
		} else {
			pp.link, busy = busy, pp
		}
	}
	atomicStore(&stopping, 0)
	wakeMonitor()
	unlock(&schedLock)
	for busy != nil {
		pp := busy
		busy = pp.link
		pp.link = nil
		startThread(pp, false)
	}
	if mainStarted {
		wakep()
	}
	releasem(mp)
	semrelease(&worldSema)
}
