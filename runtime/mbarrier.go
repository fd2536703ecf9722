// The write barrier: stores of pointers while the collector marks.
//
// Compiled code stores a pointer that may lie in the heap in this order:
//
//	old := *slot
//	*slot = value
//	if writeBarrier != 0 {
//		gcWriteBarrier(old, value)
//	}
//
// Invariant: the flag is read after the store, while old and value are still in registers or on the stack. So a thread
// may be stopped at any instruction when marking begins: either it has not read the flag yet and will report both, or
// its store came before marking; what is on the stack is found by the scan of the stack. When marking ends, registers
// and innermost frame of each thread that a signal stopped are scanned once more: they may hold an old that was not
// reported yet.
//
// Values of many pointers are moved by typedmemmove and its like, which read the flag themselves.

package runtime

import "unsafe"

// writeBarrier is not 0 while the collector marks. It changes only while the world is stopped.
var writeBarrier uint32

// gcWriteBarrier is told of a pointer that has been overwritten and of the one that is there now; either may be nil
// when the compiler knows that it does not point to the heap.
//
//go:nosplit
//go:nowritebarrierrec
func gcWriteBarrier(old, value unsafe.Pointer) {
	w := &getmcache().work
	w.markMaybe(uintptr(old))
	w.markMaybe(uintptr(value))
}

// barrierBefore is called before n bytes at to, which hold elements of a type, are overwritten while marking is on: what
// they point to is marked.
func barrierBefore(typ *_type, to unsafe.Pointer, n uintptr) {
	w := &getmcache().work
	mask := typ.pointerMask()
	for end := uintptr(to) + n; uintptr(to) < end; to = unsafe.Add(to, typ.Size) {
		for i := uintptr(0); i < typ.PtrBytes/ptrSize; i++ {
			if *byteAt(mask + i/bitsPerByte)>>(i%bitsPerByte)&1 != 0 {
				w.markMaybe(*(*uintptr)(unsafe.Add(to, i*ptrSize)))
			}
		}
	}
}

// barrierMove does the same for a move; what comes there is marked as well.
func barrierMove(typ *_type, to, from unsafe.Pointer, n uintptr) {
	barrierBefore(typ, to, n)
	barrierBefore(typ, from, n)
}
