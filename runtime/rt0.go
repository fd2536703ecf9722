// Start of the program: from the entry point to main.main.
//
// The kernel leaves argc, the argument pointers, a nil, the environment pointers and another nil on the stack. The
// entry (written by the code generator) passes the address of argc to rt0_go and calls main on the stack that rt0_go
// made: the kernel's own stack is too small for Go. Initialisers run in dependency order: each package's init calls
// those of its imports first.

package runtime

import "unsafe"

// mainStackSize is gc's limit for a stack. The kernel commits pages of it as they are touched.
const mainStackSize = 1 << 30

// stackGuard bytes at the low end of the stack cannot be touched.
const stackGuard = 1 << 20

var (
	mainStackLow uintptr

	argc int32
	argv **byte
)

//go:linkname runtimeInit runtime.init
func runtimeInit()

//go:linkname mainInit main.init
func mainInit()

//go:linkname mainMain main.main
func mainMain()

// rt0_go keeps what the kernel passed and gives the top of the main goroutine's stack. It runs before any initialiser.
func rt0_go(stack unsafe.Pointer) uintptr {
	argc = int32(*(*int)(stack))
	argv = (**byte)(unsafe.Add(stack, ptrSize))
	lowest := mmap(mainStackSize, mapStack|mapNoReserve)
	if lowest == nil {
		throw("no memory for the main goroutine's stack")
	}
	mainStackLow = uintptr(lowest)
	syscall6(sysMprotect, mainStackLow, stackGuard, protNone, 0, 0, 0)
	return mainStackLow + mainStackSize
}

// main runs the program. The code generator's entry calls it; it does not return.
func main() {
	mallocinit()
	runtimeInit()
	initSignals() // allocates, so that the size classes must be there
	mainInit()
	mainMain()
	exit(0)
}

// argument gives the i-th C string of the argument vector; the environment follows it after a nil.
func argument(i int) *byte {
	return *(**byte)(unsafe.Add(unsafe.Pointer(argv), uintptr(i)*ptrSize))
}

// ptrSize is the size of a pointer in bytes.
const ptrSize = 4 << (^uintptr(0) >> 63)
