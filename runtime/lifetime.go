// Keeping objects alive, and in their place.

package runtime

import "unsafe"

// KeepAlive keeps an object from being freed before this call.
//
//go:noinline
func KeepAlive(x any) {}

// A sink is where pointers would go that must count as stored somewhere.
var (
	sink     unsafe.Pointer
	sinkOpen bool // never true
)

// escape makes the compiler put what a pointer leads to into the heap.
func escape(p unsafe.Pointer) unsafe.Pointer {
	if sinkOpen {
		sink = p
	}
	return p
}

// A Pinner holds objects in their place in memory. All of ours stay where they are.
type Pinner struct {
	pinned []any
}

// Pin holds an object until Unpin.
func (p *Pinner) Pin(pointer any) {
	e := efaceOf(&pointer)
	switch {
	case e.typ == nil:
		panic(errorString("runtime.Pinner: argument is nil"))
	case e.typ.Kind != kindPointer && e.typ.Kind != kindUnsafePointer:
		panic(errorString("runtime.Pinner: argument is not a pointer: " + e.typ.string()))
	}
	p.pinned = append(p.pinned, pointer)
}

// Unpin lets go of all objects.
func (p *Pinner) Unpin() { p.pinned = nil }
