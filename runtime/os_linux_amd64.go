// linux/amd64: system call numbers (kernel: arch/x86/entry/syscalls/syscall_64.tbl) and where a signal frame keeps
// registers (arch/x86/include/uapi/asm/sigcontext.h).

package runtime

// GOARCH is the architecture that the program was built for.
const GOARCH string = "amd64"

const (
	sysWrite            = 1
	sysMmap             = 9
	sysMunmap           = 11
	sysMadvise          = 28
	sysMprotect         = 10
	sysSigaction        = 13
	sysNanosleep        = 35
	sysFcntl            = 72
	sysSigaltstk        = 131
	sysSchedGetaffinity = 204
	sysClockGettime     = 228
	sysExitGroup        = 231
	sysGetrandom        = 318
)

// Offsets in a ucontext, in bytes.
const (
	contextSP = 160
	contextPC = 168
)
