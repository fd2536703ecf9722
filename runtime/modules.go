// Functions that golang.org/x/sys has only in assembly, which we do not assemble: half of all modules need it.
//
// What asks for the processor's optional instructions is told that there are none, as in assembly.go.

package runtime

import _ "unsafe" // for go:linkname

//go:linkname std_Syscall syscall.Syscall
func std_Syscall(trap, a1, a2, a3 uintptr) (r1, r2, err uintptr)

//go:linkname std_Syscall6 syscall.Syscall6
func std_Syscall6(trap, a1, a2, a3, a4, a5, a6 uintptr) (r1, r2, err uintptr)

//go:linkname std_RawSyscall syscall.RawSyscall
func std_RawSyscall(trap, a1, a2, a3 uintptr) (r1, r2, err uintptr)

//go:linkname std_RawSyscall6 syscall.RawSyscall6
func std_RawSyscall6(trap, a1, a2, a3, a4, a5, a6 uintptr) (r1, r2, err uintptr)

//go:linkname x_unix_Syscall golang.org/x/sys/unix.Syscall
func x_unix_Syscall(trap, a1, a2, a3 uintptr) (r1, r2, err uintptr) {
	return std_Syscall(trap, a1, a2, a3)
}

//go:linkname x_unix_Syscall6 golang.org/x/sys/unix.Syscall6
func x_unix_Syscall6(trap, a1, a2, a3, a4, a5, a6 uintptr) (r1, r2, err uintptr) {
	return std_Syscall6(trap, a1, a2, a3, a4, a5, a6)
}

//go:linkname x_unix_RawSyscall golang.org/x/sys/unix.RawSyscall
func x_unix_RawSyscall(trap, a1, a2, a3 uintptr) (r1, r2, err uintptr) {
	return std_RawSyscall(trap, a1, a2, a3)
}

//go:linkname x_unix_RawSyscall6 golang.org/x/sys/unix.RawSyscall6
func x_unix_RawSyscall6(trap, a1, a2, a3, a4, a5, a6 uintptr) (r1, r2, err uintptr) {
	return std_RawSyscall6(trap, a1, a2, a3, a4, a5, a6)
}

//go:linkname x_unix_SyscallNoError golang.org/x/sys/unix.SyscallNoError
func x_unix_SyscallNoError(trap, a1, a2, a3 uintptr) (r1, r2 uintptr) {
	entersyscall()
	r1 = syscall6(trap, a1, a2, a3, 0, 0, 0)
	exitsyscall()
	return r1, 0
}

//go:linkname x_unix_RawSyscallNoError golang.org/x/sys/unix.RawSyscallNoError
func x_unix_RawSyscallNoError(trap, a1, a2, a3 uintptr) (r1, r2 uintptr) {
	return syscall6(trap, a1, a2, a3, 0, 0, 0), 0
}
