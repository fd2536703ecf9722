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
// The old pointer keeps the snapshot whole that the collector marks (mgc.go). The new one is marked as well, so that a
// pointer which code without barriers has moved to an object that is not scanned any more is not lost.
//
// Invariant: the flag is read after the store, while old and value are still in registers or in the frame; it changes
// only while the world is stopped. So a thread may be stopped at any instruction of the sequence. If marking begins there,
// what is in registers and on the stack is in the snapshot, and the flag has either been read, and the store came before
// the snapshot, or will be read. If the thread is stopped while marking is on, the signal's handler marks what registers
// and frame hold (markInterrupted): marking may end before the thread goes on and reports. Functions of the runtime,
// which move values of many pointers and read the flag themselves, are never stopped in between.

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
	shade(uintptr(old))
	shade(uintptr(value))
}

// shade marks what a pointer leads to.
//
//go:nowritebarrierrec
func shade(p uintptr) {
	if p-heapLow >= heapHigh-heapLow {
		return
	}
	if pp := getg().m.p; pp != nil {
		pp.mcache.work.markMaybe(p)
		return
	}
	lock(&strayLock)
	strayWork.markMaybe(p)
	unlock(&strayLock)
}

// shadeWords marks what the pointers in [p, p+n) lead to.
func shadeWords(p unsafe.Pointer, n uintptr) {
	for end := uintptr(p) + n; uintptr(p)+ptrSize <= end; p = unsafe.Add(p, ptrSize) {
		shade(*(*uintptr)(p))
	}
}

// barrierBefore is called before n bytes at to, which hold elements of a type, are overwritten while marking is on: what
// they point to is marked.
func barrierBefore(typ *_type, to unsafe.Pointer, n uintptr) {
	mask := typ.pointerMask()
	for end := uintptr(to) + n; uintptr(to) < end; to = unsafe.Add(to, typ.Size) {
		for i := uintptr(0); i < typ.PtrBytes/ptrSize; i++ {
			if *byteAt(mask + i/bitsPerByte)>>(i%bitsPerByte)&1 != 0 {
				shade(*(*uintptr)(unsafe.Add(to, i*ptrSize)))
			}
		}
	}
}

// barrierMove does the same for a move; what comes there is marked as well.
func barrierMove(typ *_type, to, from unsafe.Pointer, n uintptr) {
	barrierBefore(typ, to, n)
	barrierBefore(typ, from, n)
}
