// Registers of the C convention of amd64: of parameters, and of results (server/target/machine.py).

package runtime

const (
	argumentWords = 6 // rdi rsi rdx rcx r8 r9
	argumentReals = 8 // xmm0 to xmm7
	resultWords   = 3 // rax rdx rcx
	resultReals   = 2 // xmm0 xmm1
	mostResults   = 5

	realsInWords = false // floating-point parameters beyond their registers go onto the stack
	singleFill   = 0
)
