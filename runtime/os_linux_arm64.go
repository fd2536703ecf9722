// linux/arm64: system call numbers (kernel: include/uapi/asm-generic/unistd.h) and where a signal frame keeps registers
// (arch/arm64/include/uapi/asm/sigcontext.h).

package runtime

import "unsafe"

// GOARCH is the architecture that the program was built for.
const GOARCH string = "arm64"

const (
	sysEventfd          = 19
	sysEpollCreate      = 20
	sysEpollControl     = 21
	sysEpollWait        = 22
	sysFcntl            = 25
	sysRead             = 63
	sysWrite            = 64
	sysExitGroup        = 94
	sysFutex            = 98
	sysNanosleep        = 101
	sysTimerCreate      = 107
	sysTimerSettime     = 110
	sysTimerDelete      = 111
	sysClockGettime     = 113
	sysSchedGetaffinity = 123
	sysSchedYield       = 124
	sysTgkill           = 131
	sysSigaltstk        = 132
	sysSigaction        = 134
	sysSigprocmask      = 135
	sysGetpid           = 172
	sysMunmap           = 215
	sysMmap             = 222
	sysMadvise          = 233
	sysPrlimit          = 261
	sysExit             = 93
	sysSetTidAddress    = 96
	sysGetrandom        = 278
)

// Offsets in a ucontext, in bytes.
const (
	contextFP = 416
	contextLR = 424
	contextSP = 432
	contextPC = 440
)

// registers in the order of gc's reports.
var registers = [...]savedRegister{
	{"r0", 184, false}, {"r1", 192, false}, {"r2", 200, false}, {"r3", 208, false}, {"r4", 216, false},
	{"r5", 224, false}, {"r6", 232, false}, {"r7", 240, false}, {"r8", 248, false}, {"r9", 256, false},
	{"r10", 264, false}, {"r11", 272, false}, {"r12", 280, false}, {"r13", 288, false}, {"r14", 296, false},
	{"r15", 304, false}, {"r16", 312, false}, {"r17", 320, false}, {"r18", 328, false}, {"r19", 336, false},
	{"r20", 344, false}, {"r21", 352, false}, {"r22", 360, false}, {"r23", 368, false}, {"r24", 376, false},
	{"r25", 384, false}, {"r26", 392, false}, {"r27", 400, false}, {"r28", 408, false}, {"r29", 416, false},
	{"lr", 424, false}, {"sp", 432, false}, {"pc", 440, false}, {"fault", 176, false},
}

// What gswitch takes from the stack of the goroutine that it goes on with: x29, x30, then the registers that survive
// calls.
const (
	switchFrame = 160
	switchPC    = 8
)

// threadPointer is what the thread register of a thread that starts holds: its goroutine.
//
//go:nosplit
func threadPointer(mp *m) uintptr {
	return uintptr(unsafe.Pointer(mp.g0))
}

// setThreadWords has nothing to do: the goroutine holds the limit of its stack.
//
//go:nosplit
func setThreadWords(mp *m, gp *g) {}

// An epollevent is the kernel's epoll_event.
type epollevent struct {
	events uint32
	_      uint32
	word   uint64
}

func (e *epollevent) data() uint64 { return e.word }

func (e *epollevent) setData(data uint64) { e.word = data }

// What the kernel puts on the signal stack (arch/arm64/include/uapi/asm/sigcontext.h): a siginfo, a ucontext, and in that
// the state of the vector registers. Offsets and sizes in bytes.
const (
	infoBytes    = 128
	frameContext = infoBytes      // the ucontext in a frame that sigresume takes
	frameStack   = infoBytes + 16 // uc_stack in it
	contextR0    = 184
	contextBytes = 464 + 4096 // with what is reserved for the vector registers
)

// frameSize gives how much room copyFrame needs.
func frameSize(unsafe.Pointer) uintptr { return infoBytes + contextBytes + 32 }

// copyFrame copies the kernel's frame below sp, in the form that sigresume takes.
func copyFrame(context unsafe.Pointer, sp uintptr) uintptr {
	frame := (sp - infoBytes - contextBytes) &^ 15
	memmove(unsafe.Pointer(frame), unsafe.Add(context, -infoBytes), infoBytes+contextBytes)
	return frame
}

// enterAt makes the interrupted goroutine go on as if it had called code with the frame, below that.
func enterAt(context unsafe.Pointer, frame, code uintptr) {
	*contextWord(context, contextLR) = *contextWord(context, contextPC) + 1 // for traces; the copy keeps what it was
	*(*uintptr)(unsafe.Add(context, contextR0)) = frame
	*(*uintptr)(unsafe.Add(context, contextSP)) = frame
	*(*uintptr)(unsafe.Add(context, contextPC)) = code
}

// returnAddress gives where a function without a frame returns to.
func returnAddress(context unsafe.Pointer) uintptr { return *contextWord(context, contextLR) }

// callAt makes the interrupted goroutine go on as if the instruction had called code, which does not return.
func callAt(context unsafe.Pointer, code uintptr) {
	pc := contextWord(context, contextPC)
	*contextWord(context, contextLR) = *pc + 1
	*pc = code
}
