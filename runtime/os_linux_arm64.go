// linux/arm64: system call numbers (kernel: include/uapi/asm-generic/unistd.h) and where a signal frame keeps registers
// (arch/arm64/include/uapi/asm/sigcontext.h).

package runtime

const (
	sysWrite     = 64
	sysExitGroup = 94
	sysSigaltstk = 132
	sysSigaction = 134
	sysMmap      = 222
	sysMprotect  = 226
)

// Offsets in a ucontext, in bytes.
const (
	contextSP = 432
	contextPC = 440
)
