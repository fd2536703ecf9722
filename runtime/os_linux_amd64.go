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
	sysGettid           = 186
	sysFutex            = 202
	sysSchedGetaffinity = 204
	sysClockGettime     = 228
	sysExitGroup        = 231
	sysEpollControl     = 233
	sysTgkill           = 234
	sysEpollWait        = 281
	sysEventfd          = 290
	sysEpollCreate      = 291
	sysGetrandom        = 318
)

// Offsets in a ucontext, in bytes.
const (
	contextPC = 168
)

// What gswitch takes from the stack of the goroutine that it goes on with: six registers and where to return; above
// that, an address to which the goroutine's first function would return.
const (
	switchFrame = 64
	switchPC    = 48
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
