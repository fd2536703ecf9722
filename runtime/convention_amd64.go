// Registers of the C convention of amd64: of parameters, and of results (server/compiler/codegen/signature.py).

package runtime

const (
	argumentWords = 6 // rdi rsi rdx rcx r8 r9
	argumentReals = 8 // xmm0 to xmm7
	resultWords   = 3 // rax rdx rcx
	resultReals   = 2 // xmm0 xmm1
)
