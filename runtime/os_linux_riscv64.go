// linux/riscv64: where a signal frame keeps registers (arch/riscv/include/uapi/asm/{ucontext,sigcontext}.h), and how stacks
// look.

package runtime

// GOARCH is the architecture that the program was built for.
const GOARCH string = "riscv64"

// Offsets in a ucontext, in bytes.
const (
	contextPC       = 176
	contextLR       = 184
	contextSP       = 192
	contextFP       = 240
	contextArgument = 256 // a0
	contextBytes    = 960 // without what follows for vectors, which our code does not use
)

// registers in the order of gc's reports.
var registers = [...]savedRegister{
	{"ra", 184, false}, {"sp", 192, false}, {"gp", 200, false}, {"tp", 208, false}, {"t0", 216, false},
	{"t1", 224, false}, {"t2", 232, false}, {"s0", 240, false}, {"s1", 248, false}, {"a0", 256, false},
	{"a1", 264, false}, {"a2", 272, false}, {"a3", 280, false}, {"a4", 288, false}, {"a5", 296, false},
	{"a6", 304, false}, {"a7", 312, false}, {"s2", 320, false}, {"s3", 328, false}, {"s4", 336, false},
	{"s5", 344, false}, {"s6", 352, false}, {"s7", 360, false}, {"s8", 368, false}, {"s9", 376, false},
	{"s10", 384, false}, {"s11", 392, false}, {"t3", 400, false}, {"t4", 408, false}, {"t5", 416, false},
	{"t6", 424, false}, {"pc", 176, false},
}

// What gswitch takes from the stack of the goroutine that it goes on with: s0, ra, then the registers that survive calls.
const (
	switchFrame = 208
	switchPC    = 8
)

const (
	headBelow = 2 * ptrSize // bytes from a frame's head up to where the frame pointer points: the frame's end
	jumpWords = 26          // that setjmp keeps: ra, sp, s0 to s11, fs0 to fs11
)

// A sigaction is the kernel's struct of that name, and a word more: qemu takes what follows the flags for code to return to,
// and looks for the mask, and writes it, behind that.
type sigaction struct {
	handler uintptr
	flags   uint64
	mask    uint64
	again   uint64
}

// returnBy sets no code to which the handler returns: the kernel has code of its own for that.
func (action *sigaction) returnBy(uintptr) { action.again = action.mask }
