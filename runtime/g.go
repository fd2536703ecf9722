// Goroutines, threads and processors as data.
//
// A g is a goroutine, an m is a thread of the kernel, a p is the right to run Go code: there are GOMAXPROCS of them, and
// an m needs one while it runs goroutines. Each m has a goroutine g0 of its own, on which the scheduler runs.
//
// They live outside the heap, in memory that is never given back and that the collector takes for roots.
//
// Invariant: a g, its stack included, is touched only by the thread that runs it, by the one that took it out of the
// queue in which it waited, or while the world is stopped.

package runtime

import (
	"internal/runtime/sys"
	"unsafe"
)

// States of a goroutine.
const (
	gIdle     = iota // being made
	gRunnable        // in a run queue
	gRunning         // has a thread and a processor
	gSyscall         // has a thread only
	gWaiting         // somebody will make it runnable
	gDead            // free, with its stack
)

// States of a processor.
const (
	pIdle    = iota // in the list of idle ones
	pRunning        // owned by a thread that runs
	pSyscall        // of a thread in a system call; may be taken away
	pStopped        // the world is stopped
	pDead           // beyond GOMAXPROCS
)

// A stack is an interval of addresses. It grows from hi down to lo.
type stack struct {
	lo uintptr
	hi uintptr
}

// A gobuf is what is left of a goroutine that does not run; its registers are on its stack.
type gobuf struct {
	sp uintptr
}

// A g is a goroutine. The first four fields have their places in assembly stubs and in compiled code.
type g struct {
	_          sys.NotInHeap
	panics     *panicking // the innermost panic; compiled wrappers look at it
	stackLimit uintptr    // functions compare the stack pointer with it
	sched      gobuf      // where it goes on
	m          *m         // that runs it, or that last ran it

	// What every switch, start and end looks at comes first: a goroutine that has waited is in no cache.
	stack      stack
	deferLists *deferList // of the functions that are running, innermost first
	start      func()     // until it runs

	status       uint32
	scan         uint32     // how far the collector has scanned it (mgc_stacks.go)
	readies      uint32     // how often it became runnable
	reason       waitReason // why it waits
	system       bool       // belongs to the runtime
	isNew        bool       // has not run yet: its stack is not laid out
	fips         uint8      // indicator of crypto/internal/fips140
	fipsBypass   bool
	panicOnFault bool   // by debug.SetPanicOnFault
	suspect      bool   // it may turn out to leak (leaks.go),
	leaked       bool   // it has
	threadPins   uint32 // LockOSThread without UnlockOSThread
	schedLink    *g     // next in a queue
	waiting      *sudog // what it waits for, in the order of the channels' locks
	woken        *sudog // through which it was woken; nil: by close
	waitSince    int64  // when a collection first found it waiting, 0 if none has
	readySince   int64  // when it became runnable, if that is to be measured

	id          uint64
	parent      uint64         // id of the goroutine that started it
	origin      uintptr        // behind the call that did
	labels      unsafe.Pointer // for profiles
	bubble      *bubble        // of testing/synctest, to which it belongs
	lockedM     *m             // the only thread that may run it
	coroutine   *coro          // that it runs as
	returnPlace uintptr        // where a changed return address is on the stack (preempt_return.go),
	returnPC    uintptr        // and what it was

	fault      faultRecord        // the fault behind the panic
	allLink    *g                 // next of all
	selectDone uint32             // whether one of the cases of its select has been taken
	sleeper    *timer             // of time.Sleep
	switching  *coro              // to which it switches
	callPC     uintptr            // what called entersyscall: behind the call,
	callFrame  uintptr            // and its frame
	saved      [jumpWords]uintptr // registers at the entry of a system call
}

// An m is a thread. The first two fields have their places in assembly stubs.
type m struct {
	_        sys.NotInHeap
	g0       *g      // runs the scheduler
	overflow uintptr // code of stackOverflow
	mask     uint64  // signals that were masked before a fork

	words     [2]uintptr // the thread's own on amd64: limit of the stack, goroutine
	curg      *g         // the goroutine that runs
	p         *p         // nil in a system call, and when idle
	nextP     *p         // to take over when woken
	oldP      *p         // that it had before the system call
	id        int64
	tid       uint32 // the kernel's number
	locks     int32  // must not lose its processor while not 0
	mallocing int32  // in the allocator
	printing  int32  // depth of printlock
	throwing  uint8  // why it writes a fatal error
	dying     uint8  // it writes the last report
	spinning  bool   // looks for work
	call      func(*g) *g
	unlock    func(*g, unsafe.Pointer) bool // of park
	unlockArg unsafe.Pointer
	lockedG   *g // the only goroutine that it may run
	parked    note
	link      *m // next idle one
	allLink   *m
	random    uint64
	signals   stack  // on which signals are handled
	entry     func() // that a thread of the runtime's own runs instead of the scheduler

	origin    [threadDepth]uintptr // the calls by which the thread was started
	sampling  uint32               // samples a second that the thread is looked at
	hasTimer  bool                 // for that,
	timer     int32                // and its number
	alive     uint32               // it has been started and has not begun to end
	hasToCall uint32               // what all threads are to call (allthreads.go)
}

const localQueue = 256 // goroutines

// A p is a processor.
type p struct {
	_       sys.NotInHeap
	id      int32
	status  uint32
	m       *m
	link    *p // next idle one
	mcache  *mcache
	ticks   uint32 // goroutines that were run
	calls   uint32 // system calls that were made
	preempt uint32 // whether the goroutine that runs is to be stopped

	// Runnable goroutines. The owner adds at the tail; everybody takes from the head.
	queueHead uint32
	queueTail uint32
	queue     [localQueue]uintptr // *g
	next      uintptr             // *g to run first: one that the running goroutine has just made runnable

	free      *g // dead goroutines
	freeCount int
	sudogs    *sudog // unused ones
	ids       uint64 // of goroutines, set aside
	idsEnd    uint64
	timers    timerHeap
	seenTicks uint32 // sysmon: ticks and calls when it looked last, and since when they have not changed
	seenCalls uint32
	tickTime  int64
	callTime  int64
	idleSince int64 // while in the list of idle ones
}

var (
	m0    m
	g0    g // of m0
	allgs *g
	allms *m
	allps [maxProcessors]*p // the first processorCount of them may be in use
)

const maxProcessors = 1024

// getg gives the running goroutine; the compiler expands it.
func getg() *g

// acquirem keeps the goroutine on its thread, and the thread on its processor, until releasem.
//
//go:noinline
func acquirem() *m {
	mp := getg().m
	mp.locks++
	return mp
}

//go:noinline
func releasem(mp *m) { mp.locks-- }

// systemstack calls f where there is room for the runtime; every stack has that.
func systemstack(f func()) { f() }

// forEachG calls visit for every goroutine that is not dead, while the world is stopped. Those of the scheduler are not
// among them. One that runs in a system call has its registers in g.saved.
func forEachG(visit func(*g)) {
	for gp := loadG(&allgs); gp != nil; gp = gp.allLink {
		if atomicLoad(&gp.status) != gDead && atomicLoad(&gp.status) != gIdle {
			visit(gp)
		}
	}
}

func loadG(place **g) *g {
	return (*g)(unsafe.Pointer(atomicLoadUintptr((*uintptr)(unsafe.Pointer(place)))))
}

// procPin keeps the goroutine on its processor, whose number it gives.
func procPin() int {
	return int(acquirem().p.id)
}

// procUnpin undoes one procPin.
func procUnpin() { releasem(getg().m) }

//go:linkname sync_runtime_procPin sync.runtime_procPin
func sync_runtime_procPin() int { return procPin() }

//go:linkname sync_runtime_procUnpin sync.runtime_procUnpin
func sync_runtime_procUnpin() { procUnpin() }

//go:linkname sync_atomic_runtime_procPin sync/atomic.runtime_procPin
func sync_atomic_runtime_procPin() int { return procPin() }

//go:linkname sync_atomic_runtime_procUnpin sync/atomic.runtime_procUnpin
func sync_atomic_runtime_procUnpin() { procUnpin() }

//go:linkname runtime_setProfLabel runtime/pprof.runtime_setProfLabel
func runtime_setProfLabel(labels unsafe.Pointer) { getg().labels = labels }

//go:linkname runtime_getProfLabel runtime/pprof.runtime_getProfLabel
func runtime_getProfLabel() unsafe.Pointer { return getg().labels }

// NumCgoCall counts calls of C functions; there are none.
func NumCgoCall() int64 { return 0 }
