// Start of the program: from the entry point to main.main.
//
// The kernel leaves argc, the argument pointers, a nil, the environment pointers and another nil on the stack. The
// entry (written by the code generator) passes the address of argc to rt0_go and calls mstart on the stack that rt0_go
// names: the kernel's, on which the first thread's scheduler runs. The goroutine that it runs first has a stack of its
// own. Initialisers run in the order that the linker lays down; each runs once, its imports' before it.

package runtime

import "unsafe"

// panicPatience is how often main lets others run, at its end, when one of them panics.
const panicPatience = 1000

// kernelStack bytes of the kernel's stack are the scheduler's.
const kernelStack = 128 << 10

var (
	argc int32
	argv **byte

	mainStarted bool // threads may be started

	// Where the code of functions begins that are not called but jumped to.
	codeOfStart     uintptr
	codeOfThread    uintptr
	codeOfOverflow  uintptr
	codeOfPreempted uintptr
)

//go:linkname runtimeInit runtime.init
func runtimeInit()

//go:linkname mainInit main.init
func mainInit()

//go:linkname mainMain main.main
func mainMain()

// The linker puts the addresses of the packages' init functions between these, in the order in which they run.

func initTasksStart() uintptr

func initTasksEnd() uintptr

// initialise calls the init function whose address stands at a place: such a place is what a function value points to.
func initialise(at uintptr) {
	task := *(*func())(unsafe.Pointer(&at))
	task()
}

// setThreadPointer and setStackLimit are assembly stubs.
func setThreadPointer(p uintptr)

func setStackLimit(limit uintptr)

// rt0_go keeps what the kernel passed and makes the first thread. It runs before any initialiser; until the thread
// pointer is set no function may be called that checks its stack.
//
//go:nosplit
func rt0_go(stack unsafe.Pointer) uintptr {
	m0.g0 = &g0
	g0.m = &m0
	setThreadWords(&m0, &g0)
	setThreadPointer(threadPointer(&m0))
	argc = int32(*(*int)(stack))
	argv = (**byte)(unsafe.Add(stack, ptrSize))
	top := uintptr(stack) &^ 15
	g0.stack.lo, g0.stack.hi = top-kernelStack, top
	start()
	return top
}

// start makes the processors and the main goroutine.
func start() {
	codeOfStart = codeOfFunction(goexit)
	codeOfThread = codeOfFunction(threadStart)
	overflow := stackOverflow
	codeOfOverflow = codeOf(unsafe.Pointer(&overflow))
	resume := preempted
	codeOfPreempted = codeOf(unsafe.Pointer(&resume))
	mallocinit()
	initStacks()
	initStaticWords()
	initClock()
	m0.initialise()
	m0.count()
	m0.begin()
	setProcessors(defaultProcessors())
	for i := processorCount - 1; i > 0; i-- {
		putIdle(allps[i])
	}
	initSignals()
	initTraceback()
	gp := (*g)(rootalloc(unsafe.Sizeof(g{})))
	gp.takeStack(newMainStack())
	addG(gp)
	allps[0].free, allps[0].freeCount = gp, 1
	newproc(main)
}

// mstart runs the scheduler of the first thread. The code generator's entry calls it; it does not return.
func mstart() {
	schedule()
}

// main is the first goroutine; traces know it by that name. Initialisers run on the first thread, whatever they lock.
func main() {
	LockOSThread()
	mainStarted = true
	initSchedTrace()
	keepReturns = godebugNumber("asyncpreemptoff") != 0
	newThread(nil, false, monitor)
	mapinit()
	initFeatures()
	runtimeInit()
	for at := initTasksStart(); at < initTasksEnd(); at += ptrSize {
		initialise(at)
	}
	mainInit()
	UnlockOSThread()
	mainMain()
	awaitPanics()
	exit(0)
}

// awaitPanics lets goroutines that panic while main returns run their deferred calls, and write their report.
func awaitPanics() {
	for range panicPatience {
		if atomicLoad(&runningPanics) == 0 {
			break
		}
		Gosched()
	}
	if atomicLoad(&dying) != 0 {
		block()
	}
}

// codeOfFunction gives the address of the code of a function that takes nothing.
func codeOfFunction(f func()) uintptr { return codeOf(unsafe.Pointer(&f)) }

// argument gives the i-th C string of the argument vector; the environment follows it after a nil.
func argument(i int) *byte {
	return *(**byte)(unsafe.Add(unsafe.Pointer(argv), uintptr(i)*ptrSize))
}

// ptrSize is the size of a pointer in bytes.
const ptrSize = 4 << (^uintptr(0) >> 63)
