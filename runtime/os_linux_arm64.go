// linux/arm64: system call numbers (kernel: include/uapi/asm-generic/unistd.h) and where a signal frame keeps registers
// (arch/arm64/include/uapi/asm/sigcontext.h).

package runtime

// GOARCH is the architecture that the program was built for.
const GOARCH string = "arm64"

const (
	sysFcntl            = 25
	sysWrite            = 64
	sysExitGroup        = 94
	sysNanosleep        = 101
	sysClockGettime     = 113
	sysSchedGetaffinity = 123
	sysSigaltstk        = 132
	sysSigaction        = 134
	sysMmap             = 222
	sysMunmap           = 215
	sysMadvise          = 233
	sysMprotect         = 226
	sysGetrandom        = 278
)

// Offsets in a ucontext, in bytes.
const (
	contextSP = 432
	contextPC = 440
)
