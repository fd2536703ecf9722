// The end of objects: finalizers, cleanups, pins, weak pointers.
//
// Nothing is freed yet. Spec of runtime.SetFinalizer and runtime.AddCleanup: there is no guarantee that they ever run.

package runtime

import "unsafe"

// KeepAlive keeps an object from being freed before this call.
//
//go:noinline
func KeepAlive(x any) {}

// SetFinalizer sets a function to be called when an object is not reachable any more.
func SetFinalizer(obj any, finalizer any) {}

// A Cleanup is a call that AddCleanup has announced.
type Cleanup struct {
	id  uint64
	ptr uintptr
}

// AddCleanup announces a call for the time when an object is not reachable any more.
func AddCleanup[T, S any](ptr *T, cleanup func(S), arg S) Cleanup {
	return Cleanup{ptr: uintptr(unsafe.Pointer(ptr))}
}

// Stop calls off the announced call.
func (c Cleanup) Stop() {}

// A Pinner holds objects in their place in memory. All of ours stay where they are.
type Pinner struct {
	pinned []any
}

// Pin holds an object until Unpin.
func (p *Pinner) Pin(pointer any) { p.pinned = append(p.pinned, pointer) }

// Unpin lets go of all objects.
func (p *Pinner) Unpin() { p.pinned = nil }

//go:linkname internal_weak_runtime_registerWeakPointer weak.runtime_registerWeakPointer
func internal_weak_runtime_registerWeakPointer(p unsafe.Pointer) unsafe.Pointer

//go:linkname internal_weak_runtime_makeStrongFromWeak weak.runtime_makeStrongFromWeak
func internal_weak_runtime_makeStrongFromWeak(p unsafe.Pointer) unsafe.Pointer
