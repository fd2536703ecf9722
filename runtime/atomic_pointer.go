// Atomic operations on pointers. The garbage collector hears of them as of other stores (mbarrier.go).

package runtime

import "unsafe"

// The compiler expands these in place.

//go:linkname atomicStoreUintptr sync/atomic.StoreUintptr
//go:noescape
func atomicStoreUintptr(p *uintptr, new uintptr)

//go:linkname atomicSwapUintptr sync/atomic.SwapUintptr
//go:noescape
func atomicSwapUintptr(p *uintptr, new uintptr) uintptr

//go:linkname atomicCompareAndSwapUintptr sync/atomic.CompareAndSwapUintptr
//go:noescape
func atomicCompareAndSwapUintptr(p *uintptr, old, new uintptr) bool

//go:linkname sync_atomic_StorePointer sync/atomic.StorePointer
func sync_atomic_StorePointer(ptr *unsafe.Pointer, new unsafe.Pointer) {
	sync_atomic_SwapPointer(ptr, new)
}

//go:linkname sync_atomic_SwapPointer sync/atomic.SwapPointer
func sync_atomic_SwapPointer(ptr *unsafe.Pointer, new unsafe.Pointer) unsafe.Pointer {
	old := unsafe.Pointer(atomicSwapUintptr((*uintptr)(unsafe.Pointer(ptr)), uintptr(new)))
	if writeBarrier != 0 {
		gcWriteBarrier(old, new)
	}
	return old
}

//go:linkname sync_atomic_CompareAndSwapPointer sync/atomic.CompareAndSwapPointer
func sync_atomic_CompareAndSwapPointer(ptr *unsafe.Pointer, old, new unsafe.Pointer) bool {
	swapped := atomicCompareAndSwapUintptr((*uintptr)(unsafe.Pointer(ptr)), uintptr(old), uintptr(new))
	if swapped && writeBarrier != 0 {
		gcWriteBarrier(old, new)
	}
	return swapped
}

//go:linkname atomic_storePointer internal/runtime/atomic.storePointer
func atomic_storePointer(ptr *unsafe.Pointer, new unsafe.Pointer) {
	sync_atomic_StorePointer(ptr, new)
}

//go:linkname atomic_casPointer internal/runtime/atomic.casPointer
func atomic_casPointer(ptr *unsafe.Pointer, old, new unsafe.Pointer) bool {
	return sync_atomic_CompareAndSwapPointer(ptr, old, new)
}
