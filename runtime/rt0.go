// Start of the program: from the entry point to main.main.
//
// The kernel leaves argc, the argument pointers, a nil, the environment pointers and another nil on the stack. The
// entry (written by the code generator) passes the address of argc. Initialisers run in dependency order: each
// package's init calls those of its imports first.

package runtime

import "unsafe"

var (
	argc int32
	argv **byte
)

//go:linkname runtimeInit runtime.init
func runtimeInit()

//go:linkname mainInit main.init
func mainInit()

//go:linkname mainMain main.main
func mainMain()

// rt0_go runs the program on the kernel's initial stack and never returns.
func rt0_go(stack unsafe.Pointer) {
	argc = int32(*(*int)(stack))
	argv = (**byte)(unsafe.Add(stack, ptrSize))
	runtimeInit()
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
