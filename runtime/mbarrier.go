// The write barrier: stores of pointers while the collector marks.
//
// Compiled code reads writeBarrier before it stores a pointer that may lie in the heap. While that is 0 it stores
// plainly; otherwise it calls gcWriteBarrierStore.

package runtime

import "unsafe"

// writeBarrier is not 0 while the collector marks. It changes only while the world is stopped.
var writeBarrier uint32

// gcWriteBarrierStore stores a pointer.
func gcWriteBarrierStore(slot *unsafe.Pointer, value unsafe.Pointer) {
	*(*uintptr)(unsafe.Pointer(slot)) = uintptr(value)
}
