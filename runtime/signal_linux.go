// Faults: nil pointers found by the hardware, and the end of the stack.
//
// A nil check is folded into the access it guards; the linker lists the pairs {access, handler of the failed check},
// and the signal handler resumes at the handler, which panics with the line of the check. A fault in the guard below
// the stack is a stack overflow. Any other fault, such as one through a pointer made from a number, ends the program.
//
// Invariant: the handler runs on a stack of its own and touches no memory that the interrupted code may have been
// changing, except when the program ends.

package runtime

import "unsafe"

const (
	signalBus      = 7
	signalSegv     = 11
	saSiginfo      = 0x4
	saRestorer     = 0x04000000
	saOnStack      = 0x08000000
	signalStack    = 64 << 10 // bytes
	signalSetSize  = 8        // bytes of a signal set
	infoCode       = 8        // offset of si_code
	infoAddress    = 16       // offset of si_addr
	faultEntrySize = 8        // two 32-bit addresses
	nilPage        = 4096     // LLVM folds checks into accesses of this many bytes from nil on
)

// A sigaction is the kernel's struct of that name.
type sigaction struct {
	handler  uintptr
	flags    uint64
	restorer uintptr
	mask     uint64
}

// A stackt is the kernel's stack_t.
type stackt struct {
	base  unsafe.Pointer
	flags int32
	size  uintptr
}

// A sigpanic is what the report of a nil pointer says about the fault.
type sigpanic struct {
	happened bool
	code     uint32
	address  uintptr
	pc       uintptr
}

var nilFault sigpanic

func sigreturn()

// faultTableStart and faultTableEnd give the bounds of the linker's table; the compiler expands them in place.
func faultTableStart() uintptr
func faultTableEnd() uintptr

// initSignals installs the handler of faults.
func initSignals() {
	stack := stackt{base: mmap(signalStack, 0), size: signalStack}
	syscall6(sysSigaltstk, uintptr(unsafe.Pointer(&stack)), 0, 0, 0, 0, 0)
	handler, restorer := sighandler, sigreturn
	action := sigaction{
		handler:  codeOf(unsafe.Pointer(&handler)),
		flags:    saSiginfo | saRestorer | saOnStack,
		restorer: codeOf(unsafe.Pointer(&restorer)),
	}
	syscall6(sysSigaction, signalSegv, uintptr(unsafe.Pointer(&action)), 0, signalSetSize, 0, 0)
	syscall6(sysSigaction, signalBus, uintptr(unsafe.Pointer(&action)), 0, signalSetSize, 0, 0)
}

// codeOf gives the code address of the function value at p.
func codeOf(p unsafe.Pointer) uintptr {
	return **(**uintptr)(p)
}

// sighandler is called by the kernel, in the C convention.
func sighandler(signal uintptr, info, context unsafe.Pointer) {
	pc := (*uintptr)(unsafe.Add(context, contextPC))
	fault := sigpanic{
		happened: true,
		code:     *(*uint32)(unsafe.Add(info, infoCode)),
		address:  *(*uintptr)(unsafe.Add(info, infoAddress)),
		pc:       *pc,
	}
	if fault.address < nilPage {
		if handler := findFault(*pc); handler != 0 {
			nilFault = fault
			*pc = handler
			return
		}
	}
	if fault.address-mainStackLow < stackGuard {
		stackOverflow(*(*uintptr)(unsafe.Add(context, contextSP)))
	}
	printlock()
	printstring("unexpected fault address ")
	printhex(uint64(fault.address))
	printstring("\nfatal error: fault\n")
	fault.print()
	printTrace()
	die()
}

// findFault gives the handler of the nil check that was folded into the access at pc, or 0. The table is sorted by
// the address of the access.
func findFault(pc uintptr) uintptr {
	table := unsafe.Pointer(faultTableStart())
	low, high := 0, int(faultTableEnd()-faultTableStart())/faultEntrySize
	for low < high {
		middle := int(uint(low+high) >> 1)
		entry := (*[2]uint32)(unsafe.Add(table, middle*faultEntrySize))
		if uintptr(entry[0]) == pc {
			return uintptr(entry[1])
		}
		if uintptr(entry[0]) < pc {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return 0
}

// print writes the line that follows the text of a panic.
func (f *sigpanic) print() {
	printstring("[signal SIGSEGV: segmentation violation code=")
	printhex(uint64(f.code))
	printstring(" addr=")
	printhex(uint64(f.address))
	printstring(" pc=")
	printhex(uint64(f.pc))
	printstring("]\n")
}

// stackOverflow ends the program. sp is where the stack had grown to.
func stackOverflow(sp uintptr) {
	printlock()
	printstring("runtime: goroutine stack exceeds 1000000000-byte limit\nruntime: sp=")
	printhex(uint64(sp))
	printstring(" stack=[")
	printhex(uint64(mainStackLow))
	printstring(", ")
	printhex(uint64(mainStackLow + mainStackSize))
	printstring("]\nfatal error: stack overflow\n\nruntime stack:\n")
	printTrace()
	die()
}
