// Registers of the C convention of arm64: of parameters, and of results (server/target/machine.py).

package runtime

const (
	argumentWords = 8 // x0 to x7
	argumentReals = 8 // d0 to d7
	resultWords   = 8
	resultReals   = 8
	mostResults   = 16

	realsInWords = false // floating-point parameters beyond their registers go onto the stack
	singleFill   = 0
)
