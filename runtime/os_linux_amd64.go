// linux/amd64: system call numbers (kernel: arch/x86/entry/syscalls/syscall_64.tbl) and where a signal frame keeps
// registers (arch/x86/include/uapi/asm/sigcontext.h).

package runtime

import "unsafe"

// GOARCH is the architecture that the program was built for.
const GOARCH string = "amd64"

const (
	sysRead             = 0
	sysWrite            = 1
	sysMmap             = 9
	sysMunmap           = 11
	sysSigaction        = 13
	sysSigprocmask      = 14
	sysSchedYield       = 24
	sysMadvise          = 28
	sysNanosleep        = 35
	sysGetpid           = 39
	sysFcntl            = 72
	sysSigaltstk        = 131
	sysFutex            = 202
	sysSchedGetaffinity = 204
	sysTimerCreate      = 222
	sysTimerSettime     = 223
	sysTimerDelete      = 226
	sysClockGettime     = 228
	sysExitGroup        = 231
	sysEpollControl     = 233
	sysTgkill           = 234
	sysEpollWait        = 281
	sysEventfd          = 290
	sysEpollCreate      = 291
	sysPrlimit          = 302
	sysExit             = 60
	sysSetTidAddress    = 218
	sysGetrandom        = 318
)

// Offsets in a ucontext, in bytes.
const (
	contextFP = 120
	contextSP = 160
	contextPC = 168
)

// registers in the order of gc's reports.
var registers = [...]savedRegister{
	{"rax", 144, false}, {"rbx", 128, false}, {"rcx", 152, false}, {"rdx", 136, false}, {"rdi", 104, false},
	{"rsi", 112, false}, {"rbp", 120, false}, {"rsp", 160, false}, {"r8", 40, false}, {"r9", 48, false},
	{"r10", 56, false}, {"r11", 64, false}, {"r12", 72, false}, {"r13", 80, false}, {"r14", 88, false},
	{"r15", 96, false}, {"rip", 168, false}, {"rflags", 176, false}, {"cs", 184, true}, {"fs", 188, true},
	{"gs", 186, true},
}

// What gswitch takes from the stack of the goroutine that it goes on with: six registers and where to return; above
// that, an address to which the goroutine's first function would return.
const (
	switchFrame = 64
	switchPC    = 48
)

const (
	headBelow = 0 // bytes from a frame's head up to where the frame pointer points
	jumpWords = 8 // that setjmp keeps: rbx, rbp, r12 to r15, rsp, the return address
)

// threadPointer is what the thread register of a thread holds: the end of its own words.
//
//go:nosplit
func threadPointer(mp *m) uintptr {
	return uintptr(unsafe.Pointer(&mp.words)) + unsafe.Sizeof(mp.words)
}

// setThreadWords fills them for a thread that starts with a goroutine.
//
//go:nosplit
func setThreadWords(mp *m, gp *g) {
	mp.words[0] = gp.stackLimit
	mp.words[1] = uintptr(unsafe.Pointer(gp))
}

// An epollevent is the kernel's epoll_event, which is packed.
type epollevent struct {
	events uint32
	words  [2]uint32
}

func (e *epollevent) data() uint64 { return uint64(e.words[0]) | uint64(e.words[1])<<32 }

func (e *epollevent) setData(data uint64) { e.words = [2]uint32{uint32(data), uint32(data >> 32)} }

// What the kernel puts on the signal stack (arch/x86/include/uapi/asm/sigcontext.h): a ucontext, which points to the
// state of the vector registers. Offsets and sizes in bytes.
const (
	frameContext   = 0  // the ucontext in a frame that sigresume takes
	frameStack     = 16 // uc_stack in it
	contextRDI     = 104
	contextVectors = 224 // pointer to the state
	contextBytes   = 304

	vectorsLegacy = 512        // size of the state, unless it tells another
	vectorsMagic  = 464        // where it does: a number,
	vectorsSize   = 468        // and the size
	extendedMagic = 0x46505853 // FP_XSTATE_MAGIC1
	vectorsAlign  = 64
)

// vectorBytes gives the size of the state of the vector registers.
func vectorBytes(context unsafe.Pointer) uintptr {
	vectors := *(*unsafe.Pointer)(unsafe.Add(context, contextVectors))
	if vectors == nil {
		return 0
	}
	if *(*uint32)(unsafe.Add(vectors, vectorsMagic)) != extendedMagic {
		return vectorsLegacy
	}
	return uintptr(*(*uint32)(unsafe.Add(vectors, vectorsSize)))
}

// frameSize gives how much room copyFrame needs.
func frameSize(context unsafe.Pointer) uintptr {
	return vectorBytes(context) + contextBytes + 2*vectorsAlign
}

// copyFrame copies the kernel's frame below sp, in the form that sigresume takes.
func copyFrame(context unsafe.Pointer, sp uintptr) uintptr {
	n := vectorBytes(context)
	vectors := (sp - n) &^ (vectorsAlign - 1)
	frame := (vectors - contextBytes) &^ 15
	memmove(unsafe.Pointer(frame), context, contextBytes)
	if n != 0 {
		place := (*unsafe.Pointer)(unsafe.Add(context, contextVectors))
		memmove(unsafe.Pointer(vectors), *place, n)
		*(*uintptr)(unsafe.Pointer(frame + contextVectors)) = vectors
	}
	return frame
}

// enterAt makes the interrupted goroutine go on as if it had called code with the frame, below that.
func enterAt(context unsafe.Pointer, frame, code uintptr) {
	sp := frame - ptrSize
	*(*uintptr)(unsafe.Pointer(sp)) = *contextWord(context, contextPC) + 1 // for traces
	*(*uintptr)(unsafe.Add(context, contextRDI)) = frame
	*(*uintptr)(unsafe.Add(context, contextSP)) = sp
	*(*uintptr)(unsafe.Add(context, contextPC)) = code
}

// returnAddress gives where a function without a frame returns to.
func returnAddress(context unsafe.Pointer) uintptr {
	return *(*uintptr)(unsafe.Pointer(*contextWord(context, contextSP)))
}

// callAt makes the interrupted goroutine go on as if the instruction had called code, which does not return.
func callAt(context unsafe.Pointer, code uintptr) {
	pc := contextWord(context, contextPC)
	sp := *contextWord(context, contextSP)&^15 - ptrSize
	*(*uintptr)(unsafe.Pointer(sp)) = *pc + 1
	*contextWord(context, contextSP) = sp
	*pc = code
}
