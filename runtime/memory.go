// Moving, clearing and comparing memory: operations of the compiler, which LLVM expands in place where the number of bytes
// is known and small, and else calls by their C names. Those are stubs (runtime/asm).
//
// Words are moved as words, so that a pointer is never seen half written.

package runtime

import "unsafe"

// memmove copies n bytes; the two ranges may overlap.
//
//go:noescape
func memmove(to, from unsafe.Pointer, n uintptr)

// memclrNoHeapPointers sets n bytes to zero.
//
//go:noescape
func memclrNoHeapPointers(p unsafe.Pointer, n uintptr)

// memequal says whether two ranges of n bytes are equal.
//
//go:noescape
func memequal(p, q unsafe.Pointer, n uintptr) bool
