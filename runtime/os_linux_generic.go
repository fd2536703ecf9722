// System call numbers of the architectures that have the kernel's common table (include/uapi/asm-generic/unistd.h), and
// what else is the same on them.

//go:build arm64 || riscv64

package runtime

import "unsafe"

const (
	sysEventfd          = 19
	sysEpollCreate      = 20
	sysEpollControl     = 21
	sysEpollWait        = 22
	sysFcntl            = 25
	sysRead             = 63
	sysWrite            = 64
	sysExit             = 93
	sysExitGroup        = 94
	sysSetTidAddress    = 96
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
	sysGetrandom        = 278
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

// What the kernel puts on the signal stack: a siginfo, then a ucontext, and in that the registers, those for
// floating-point numbers and vectors, too. Offsets and sizes in bytes.
const (
	infoBytes    = 128
	frameContext = infoBytes      // the ucontext in a frame that sigresume takes
	frameStack   = infoBytes + 16 // uc_stack in it
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
	*contextWord(context, contextArgument) = frame
	*contextWord(context, contextSP) = frame
	*contextWord(context, contextPC) = code
}

// returnAddress gives where a function without a frame returns to.
func returnAddress(context unsafe.Pointer) uintptr { return *contextWord(context, contextLR) }

// callAt makes the interrupted goroutine go on as if the instruction had called code, which does not return.
func callAt(context unsafe.Pointer, code uintptr) {
	pc := contextWord(context, contextPC)
	*contextWord(context, contextLR) = *pc + 1
	*pc = code
}
