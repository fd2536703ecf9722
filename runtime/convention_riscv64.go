// Registers of the C convention of riscv64: of parameters, and of results (server/target/machine.py).

package runtime

const (
	argumentWords = 8 // a0 to a7
	argumentReals = 8 // fa0 to fa7
	resultWords   = 2
	resultReals   = 2
	mostResults   = 2

	realsInWords = true                 // a floating-point parameter beyond its registers goes where an integer would
	singleFill   = ^uintptr(0xffffffff) // what stands above a float32 in a register
)
