// Weak pointers.
//
// All weak pointers to one place share a handle: a word in the heap with the address, which sweeping clears when the
// object dies. The collector does not take the address in a handle for a pointer.

package runtime

import (
	"internal/runtime/atomic"
	"unsafe"
)

// An immortal is the handle of a place outside the heap.
type immortal struct {
	next   *immortal
	handle unsafe.Pointer
}

var (
	immortals     *immortal
	immortalsLock mutex
)

// internal_weak_runtime_registerWeakPointer gives the handle of a place.
//
//go:linkname internal_weak_runtime_registerWeakPointer weak.runtime_registerWeakPointer
func internal_weak_runtime_registerWeakPointer(p unsafe.Pointer) unsafe.Pointer {
	handle := mallocgc(tinySize, nil, true) // smaller ones share their memory with objects, and would keep p alive
	*(*uintptr)(handle) = uintptr(p)
	one := newSpecial(uintptr(p), specialWeak)
	if one == nil {
		return immortalHandle(uintptr(p), handle)
	}
	one.handle = handle
	s := one.span
	lock(&s.lock)
	known := s.find(one.offset, specialWeak)
	if known != nil {
		handle = (*known).handle
	} else {
		one.enter()
	}
	unlock(&s.lock)
	if known != nil {
		recycleSpecial(one)
	}
	KeepAlive(p)
	return handle
}

// immortalHandle gives the handle of a place outside the heap; a new one if there is none.
func immortalHandle(p uintptr, handle unsafe.Pointer) unsafe.Pointer {
	one := &immortal{handle: handle}
	lock(&immortalsLock)
	known := immortals
	for known != nil && *(*uintptr)(known.handle) != p {
		known = known.next
	}
	if known == nil {
		one.next = immortals
		immortals = one
		known = one
	}
	unlock(&immortalsLock)
	return known.handle
}

// internal_weak_runtime_makeStrongFromWeak gives the place of a handle, nil if its object is gone or about to go.
//
//go:linkname internal_weak_runtime_makeStrongFromWeak weak.runtime_makeStrongFromWeak
func internal_weak_runtime_makeStrongFromWeak(handle unsafe.Pointer) unsafe.Pointer {
	if handle == nil {
		return nil
	}
	p := atomic.Loaduintptr((*uintptr)(handle))
	s := spanOf(p)
	if s == nil {
		return unsafe.Pointer(p)
	}
	lock(&s.lock) // the span is not swept meanwhile
	p = atomic.Loaduintptr((*uintptr)(handle))
	if p != 0 && atomic.Load(&s.sweepgen) != mheap.sweepgen && !s.isMarked(s.index(p)) {
		p = 0
	}
	if p != 0 && writeBarrier != 0 {
		shade(p)
	}
	unlock(&s.lock)
	return unsafe.Pointer(p)
}
