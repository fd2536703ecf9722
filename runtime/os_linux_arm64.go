// linux/arm64: where a signal frame keeps registers (arch/arm64/include/uapi/asm/sigcontext.h), and how stacks look.

package runtime

// GOARCH is the architecture that the program was built for.
const GOARCH string = "arm64"

// Offsets in a ucontext, in bytes.
const (
	contextArgument = 184 // x0
	contextFP       = 416
	contextLR       = 424
	contextSP       = 432
	contextPC       = 440
	contextBytes    = 464 + 4096 // with what is reserved for the vector registers
)

// registers in the order of gc's reports.
var registers = [...]savedRegister{
	{"r0", 184, false}, {"r1", 192, false}, {"r2", 200, false}, {"r3", 208, false}, {"r4", 216, false},
	{"r5", 224, false}, {"r6", 232, false}, {"r7", 240, false}, {"r8", 248, false}, {"r9", 256, false},
	{"r10", 264, false}, {"r11", 272, false}, {"r12", 280, false}, {"r13", 288, false}, {"r14", 296, false},
	{"r15", 304, false}, {"r16", 312, false}, {"r17", 320, false}, {"r18", 328, false}, {"r19", 336, false},
	{"r20", 344, false}, {"r21", 352, false}, {"r22", 360, false}, {"r23", 368, false}, {"r24", 376, false},
	{"r25", 384, false}, {"r26", 392, false}, {"r27", 400, false}, {"r28", 408, false}, {"r29", 416, false},
	{"lr", 424, false}, {"sp", 432, false}, {"pc", 440, false}, {"fault", 176, false},
}

// What gswitch takes from the stack of the goroutine that it goes on with: x29, x30, then the registers that survive
// calls.
const (
	switchFrame = 160
	switchPC    = 8
)

const (
	headBelow = 0  // bytes from a frame's head up to where the frame pointer points
	jumpWords = 21 // that setjmp keeps: x19 to x30, sp, d8 to d15
)
