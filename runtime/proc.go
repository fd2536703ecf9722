// The scheduler: what goroutines ask of it, and the loop that runs them.
//
// Each thread runs the loop of schedule on its g0: find a runnable goroutine, switch to it, and when it comes back, do what
// it asked for (mcall) where nothing of it is in use: only then may another thread go on with it.
//
// Every idle thread costs nothing, every runnable goroutine finds a thread: who makes a goroutine runnable wakes a thread
// if there is an idle processor and nobody looks for work yet; who was looking and found some wakes the next one. (After
// D. Vyukov, "Scalable Go Scheduler Design Doc", 2012.)
//
// Invariant: a goroutine is in one queue at most, and then its status is gRunnable.

package runtime

import "unsafe"

const (
	fairness  = 61 // every so many goroutines the global queue is looked at first
	idsAtOnce = 16 // that a processor sets aside
	freeLocal = 64 // dead goroutines that a processor keeps
	freeBatch = 32
)

// schedLock guards what follows it, and the lists of idle threads and processors.
var (
	schedLock  mutex
	runQueue   gQueue
	freeGs     *g
	freeGCount int

	lastID    uint64
	liveUsers uint32 // goroutines that are not dead and not the runtime's own
)

// newproc starts a goroutine that runs f.
func newproc(f func()) {
	if f == nil {
		fatal("go of nil func value")
	}
	mp := acquirem()
	gp := newG(mp.p, f, getg())
	gp.origin = getg().returnAddressOf(getcallerpc())
	mp.p.put(gp, true)
	if mainStarted {
		wakep()
	}
	releasem(mp)
}

// newG makes a runnable goroutine that is in no queue.
func newG(pp *p, f func(), parent *g) *g {
	gp := pp.takeFree()
	if gp == nil {
		gp = (*g)(rootalloc(unsafe.Sizeof(g{})))
		gp.takeStack(newStack())
		addG(gp)
	}
	gp.stackLimit = gp.stack.limit()
	gp.sched.sp = gp.stack.hi - switchFrame
	gp.start, gp.isNew = f, true
	gp.parent, gp.origin = parent.id, 0
	if pp.ids == pp.idsEnd {
		pp.idsEnd = atomicAdd64(&lastID, idsAtOnce) + 1
		pp.ids = pp.idsEnd - idsAtOnce
	}
	gp.id = pp.ids
	pp.ids++
	gp.labels = parent.labels
	gp.enterBubble(parent.bubble)
	gp.fips = parent.fips
	atomicAdd(&liveUsers, 1)
	atomicStore(&gp.scan, scanDone())
	atomicStore(&gp.status, gRunnable)
	return gp
}

// addG makes a new g one of all.
func addG(gp *g) {
	place := (*uintptr)(unsafe.Pointer(&allgs))
	for {
		gp.allLink = loadG(&allgs)
		if atomicCompareAndSwapUintptr(place, uintptr(unsafe.Pointer(gp.allLink)), uintptr(unsafe.Pointer(gp))) {
			return
		}
	}
}

// takeFree gives a dead goroutine with its stack, nil if there is none.
func (pp *p) takeFree() *g {
	if pp.free == nil && freeGs != nil {
		lock(&schedLock)
		for freeGs != nil && pp.freeCount < freeBatch {
			gp := freeGs
			freeGs = gp.schedLink
			freeGCount--
			gp.schedLink, pp.free = pp.free, gp
			pp.freeCount++
		}
		unlock(&schedLock)
	}
	gp := pp.free
	if gp != nil {
		pp.free = gp.schedLink
		pp.freeCount--
		gp.schedLink = nil
	}
	return gp
}

// putFree keeps a dead goroutine for reuse.
func (pp *p) putFree(gp *g) {
	gp.schedLink, pp.free = pp.free, gp
	pp.freeCount++
	if pp.freeCount >= freeLocal {
		pp.giveFree(freeBatch)
	}
}

// giveFree hands dead goroutines to others until the processor has keep.
func (pp *p) giveFree(keep int) {
	lock(&schedLock)
	for pp.freeCount > keep {
		gp := pp.free
		pp.free = gp.schedLink
		pp.freeCount--
		gp.schedLink, freeGs = freeGs, gp
		freeGCount++
	}
	unlock(&schedLock)
}

// goexit is where a goroutine begins and ends; traces know the bottom of a stack by that name.
func goexit() {
	gp := getg()
	f := gp.start
	gp.start = nil
	f()
	mcall(goexitNow)
}

// goexitNow ends a goroutine. It runs on g0.
func goexitNow(gp *g) *g {
	mp := getg().m
	if gp.coroutine != nil {
		return coroexit(gp)
	}
	isLocked := gp.lockedM != nil
	gp.die(mp)
	if isLocked {
		mp.end()
	}
	return nil
}

// leftovers is how many bytes of a dead goroutine's stack are cleared, at its upper end. The next goroutine that lives on
// it does not write all words of its frames, and what is left in them would be taken for pointers while it waits.
const leftovers = 512

// die makes a goroutine dead and free.
func (gp *g) die(mp *m) {
	memclrNoHeapPointers(unsafe.Pointer(gp.stack.hi-leftovers), leftovers)
	if !gp.system {
		atomicAdd(&liveUsers, -1)
	}
	atomicStore(&gp.status, gDead)
	gp.panics, gp.deferLists, gp.fault.happened = nil, nil, false
	gp.waiting, gp.woken, gp.labels, gp.coroutine = nil, nil, nil, nil
	gp.fips, gp.fipsBypass, gp.reason, gp.threadPins, gp.system = 0, false, 0, 0, false
	gp.panicOnFault, gp.returnPlace, gp.leaked = false, 0, false
	if gp.lockedM != nil {
		gp.lockedM.lockedG = nil
		gp.lockedM = nil
	}
	gp.leaveBubble()
	mp.p.putFree(gp)
}

// mcall leaves the goroutine and calls f on g0. What f gives runs next, if it is not nil.
//
//go:noinline
func mcall(f func(*g) *g) {
	gp := getg()
	mp := gp.m
	mp.call = f
	gswitch(gp, mp.g0)
}

// gswitch is an assembly stub: it leaves one goroutine and goes on with another.
//
//go:noescape
func gswitch(from, to *g)

// park makes the goroutine wait until somebody calls ready for it. Before anybody can, unlock is called on g0; when that
// gives false, the goroutine does not wait.
func park(unlock func(*g, unsafe.Pointer) bool, arg unsafe.Pointer, reason waitReason) {
	gp := getg()
	mp := gp.m
	gp.reason = reason
	mp.unlock, mp.unlockArg = unlock, arg
	mcall(parkNow)
}

func parkNow(gp *g) *g {
	mp := getg().m
	b := gp.bubble
	if b != nil {
		b.beginPark(gp)
	}
	reason := gp.reason
	atomicStore(&gp.status, gWaiting)
	unlock, arg := mp.unlock, mp.unlockArg
	mp.unlock, mp.unlockArg = nil, nil
	if unlock != nil && !unlock(gp, arg) {
		atomicStore(&gp.status, gRunnable)
		if b != nil {
			b.endPark(reason, false)
		}
		return gp
	}
	if b != nil {
		b.endPark(reason, true)
	}
	return nil
}

// parkUnlocking waits and gives back a lock.
func parkUnlocking(l *mutex, reason waitReason) {
	park(unlockMutex, unsafe.Pointer(l), reason)
}

func unlockMutex(_ *g, l unsafe.Pointer) bool {
	unlock((*mutex)(l))
	return true
}

// ready makes a goroutine that waits runnable. It will be the next one on this processor.
func ready(gp *g) {
	mp := acquirem()
	gp.noteReady()
	if b := gp.bubble; b != nil && gp.reason.isDurable() {
		b.count(0, 1, 0)
	}
	atomicStore(&gp.status, gRunnable)
	mp.p.put(gp, true)
	wakep()
	releasem(mp)
}

const latencySample = 64 // of so many times that a goroutine becomes runnable, one is measured

// noteReady is called when a goroutine becomes runnable.
func (gp *g) noteReady() {
	gp.readies++
	if gp.readies%latencySample == 0 {
		gp.readySince = nanotime()
	}
}

// Gosched lets other goroutines run.
func Gosched() { mcall(goschedNow) }

func goschedNow(gp *g) *g {
	atomicStore(&gp.status, gRunnable)
	lock(&schedLock)
	runQueue.push(gp)
	unlock(&schedLock)
	if mainStarted {
		wakep()
	}
	return nil
}

// goyield lets the goroutines of this processor run.
func goyield() { mcall(goyieldNow) }

func goyieldNow(gp *g) *g {
	atomicStore(&gp.status, gRunnable)
	getg().m.p.put(gp, false)
	return nil
}

// schedule runs goroutines on g0, for ever.
func schedule() {
	mp := getg().m
	var gp *g
	for {
		inherits := gp != nil
		if mp.lockedG != nil && gp != mp.lockedG {
			if gp != nil {
				mp.p.put(gp, true)
			}
			gp = waitForLocked(mp)
		} else if gp == nil {
			gp, inherits = findRunnable(mp)
		}
		if mp.spinning {
			stopSpinning(mp)
		}
		if gp.lockedM != nil && gp.lockedM != mp {
			runLocked(mp, gp)
			gp = nil
			continue
		}
		gp = mp.execute(gp, inherits)
	}
}

// execute runs a goroutine until it leaves; it gives the one to run next, nil for any.
func (mp *m) execute(gp *g, inherits bool) *g {
	pp := mp.p
	if !inherits {
		pp.ticks++
	}
	if rate := atomicLoad(&cpuProfile.rate); rate != mp.sampling {
		mp.setSampling(rate)
	}
	mp.curg = gp
	gp.m = mp
	gp.reason = 0
	if writeBarrier != 0 && !gp.isScanned() {
		gp.beforeRun(&pp.mcache.work)
	}
	gp.waitSince = 0
	if gp.readySince != 0 {
		schedHistograms.latencies.record(nanotime() - gp.readySince)
		gp.readySince = 0
	}
	if gp.isNew {
		gp.isNew = false
		gp.prepare(codeOfStart)
	}
	pp.prefetchNext()
	atomicStore(&pp.preempt, 0)
	atomicStore(&gp.status, gRunning)
	gswitch(mp.g0, gp)
	gp = mp.curg
	mp.curg = nil
	return mp.call(gp)
}

// goroutinesCreated counts those that ever existed. The world is stopped.
func goroutinesCreated() uint64 {
	count := lastID
	for i := 0; i < maxProcessors && allps[i] != nil; i++ {
		count -= allps[i].idsEnd - allps[i].ids
	}
	return count
}

// NumGoroutine counts the goroutines that exist.
func NumGoroutine() int { return int(atomicLoad(&liveUsers)) }
