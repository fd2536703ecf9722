// Functions that packages of the standard library have only in assembly, which we do not assemble.
//
// What asks for the processor's optional instructions is told that there are none: those packages are compiled in their
// portable form, and the rest is LLVM's business.

package runtime

import _ "unsafe" // for go:linkname

//go:linkname linux_Syscall6 internal/runtime/syscall/linux.Syscall6
func linux_Syscall6(num, a1, a2, a3, a4, a5, a6 uintptr) (r1, r2, errno uintptr) {
	result := syscall6(num, a1, a2, a3, a4, a5, a6)
	if result > ^uintptr(largestErrno) {
		return ^uintptr(0), 0, -result
	}
	return result, 0, 0
}

//go:linkname syscall_rawSyscallNoError syscall.rawSyscallNoError
func syscall_rawSyscallNoError(trap, a1, a2, a3 uintptr) (r1, r2 uintptr) {
	return syscall6(trap, a1, a2, a3, 0, 0, 0), 0
}

// chacha8_generic is the portable form of chacha8_block.
//
//go:linkname chacha8_generic internal/chacha8rand.block_generic
func chacha8_generic(seed *[4]uint64, buf *[32]uint64, counter uint32)

//go:linkname chacha8_block internal/chacha8rand.block
func chacha8_block(seed *[4]uint64, buf *[32]uint64, counter uint32) {
	chacha8_generic(seed, buf, counter)
}

// Marks in the code by which tools tell which cryptography a program holds.

//go:linkname sig_BoringCrypto crypto/internal/boring/sig.BoringCrypto
func sig_BoringCrypto() {}

//go:linkname sig_FIPSOnly crypto/internal/boring/sig.FIPSOnly
func sig_FIPSOnly() {}

//go:linkname sig_StandardCrypto crypto/internal/boring/sig.StandardCrypto
func sig_StandardCrypto() {}
