// linux/amd64: system call numbers (kernel: arch/x86/entry/syscalls/syscall_64.tbl) and where a signal frame keeps
// registers (arch/x86/include/uapi/asm/sigcontext.h).

package runtime

const (
	sysWrite     = 1
	sysMmap      = 9
	sysMprotect  = 10
	sysSigaction = 13
	sysSigaltstk = 131
	sysExitGroup = 231
)

// Offsets in a ucontext, in bytes.
const (
	contextSP = 160
	contextPC = 168
)
