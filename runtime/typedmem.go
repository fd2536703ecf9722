// Memory whose type is known: moving and clearing values, allocating arrays, appending. Packages reflect,
// internal/reflectlite and internal/runtime/maps use these.

package runtime

import "unsafe"

// zeroVal is where values that are not there are read from.
var zeroVal [1024]byte

// typedmemmove copies a value.
func typedmemmove(typ *_type, to, from unsafe.Pointer) {
	if writeBarrier != 0 && typ.PtrBytes != 0 {
		barrierMove(typ, to, from, typ.Size)
	}
	if typ.Size == ptrSize { // as most elements of channels and maps are
		*(*uintptr)(to) = *(*uintptr)(from)
		return
	}
	memmove(to, from, typ.Size)
}

// typedmemclr clears a value.
func typedmemclr(typ *_type, p unsafe.Pointer) {
	if writeBarrier != 0 && typ.PtrBytes != 0 {
		barrierBefore(typ, p, typ.Size)
	}
	memclrNoHeapPointers(p, typ.Size)
}

// newarray allocates an array of n elements.
func newarray(typ *_type, n int) unsafe.Pointer {
	size, overflow := mulOverflows(typ.Size, uintptr(n))
	if overflow || size > maxAlloc || n < 0 {
		panic(plainError("runtime: allocation size out of range"))
	}
	return mallocgc(size, typ, true)
}

// typedslicecopy is copy for slices of a type.
func typedslicecopy(typ *_type, to, from slice) int {
	n := min(to.len, from.len)
	typedarraymove(typ, to.array, from.array, n)
	return n
}

// typedarraymove copies n values; the two ranges may overlap. Compiled code calls it for types with pointers.
func typedarraymove(typ *_type, to, from unsafe.Pointer, n int) {
	if writeBarrier != 0 && typ.PtrBytes != 0 {
		barrierMove(typ, to, from, uintptr(n)*typ.Size)
	}
	memmove(to, from, uintptr(n)*typ.Size)
}

// typedarrayclear clears n values.
func typedarrayclear(typ *_type, p unsafe.Pointer, n int) {
	if writeBarrier != 0 && typ.PtrBytes != 0 {
		barrierBefore(typ, p, uintptr(n)*typ.Size)
	}
	memclrNoHeapPointers(p, typ.Size*uintptr(n))
}

//go:linkname bytealg_MakeNoZero internal/bytealg.MakeNoZero
func bytealg_MakeNoZero(n int) []byte {
	if n < 0 || uintptr(n) > maxAlloc {
		panic(errorString("makeslice: len out of range"))
	}
	capacity := roundupsize(uintptr(n), true)
	return makeBytes(mallocgc(capacity, nil, false), n, int(capacity))
}

//go:linkname maps_newobject internal/runtime/maps.newobject
func maps_newobject(typ *_type) unsafe.Pointer { return newobject(typ) }

//go:linkname maps_newarray internal/runtime/maps.newarray
func maps_newarray(typ *_type, n int) unsafe.Pointer { return newarray(typ, n) }

//go:linkname maps_typedmemmove internal/runtime/maps.typedmemmove
func maps_typedmemmove(typ *_type, to, from unsafe.Pointer) { typedmemmove(typ, to, from) }

//go:linkname maps_typedmemclr internal/runtime/maps.typedmemclr
func maps_typedmemclr(typ *_type, p unsafe.Pointer) { typedmemclr(typ, p) }

//go:linkname maps_typeString internal/runtime/maps.typeString
func maps_typeString(typ *_type) string { return typ.string() }

//go:linkname reflectlite_unsafe_New internal/reflectlite.unsafe_New
func reflectlite_unsafe_New(typ *_type) unsafe.Pointer { return newobject(typ) }

//go:linkname reflectlite_typedmemmove internal/reflectlite.typedmemmove
func reflectlite_typedmemmove(typ *_type, to, from unsafe.Pointer) { typedmemmove(typ, to, from) }

//go:linkname reflect_unsafe_New reflect.unsafe_New
func reflect_unsafe_New(typ *_type) unsafe.Pointer { return newobject(typ) }

//go:linkname reflect_unsafe_NewArray reflect.unsafe_NewArray
func reflect_unsafe_NewArray(typ *_type, n int) unsafe.Pointer { return newarray(typ, n) }

//go:linkname reflect_memmove reflect.memmove
func reflect_memmove(to, from unsafe.Pointer, n uintptr) { memmove(to, from, n) }

//go:linkname reflect_typedmemmove reflect.typedmemmove
func reflect_typedmemmove(typ *_type, to, from unsafe.Pointer) { typedmemmove(typ, to, from) }

//go:linkname reflect_typedmemclr reflect.typedmemclr
func reflect_typedmemclr(typ *_type, p unsafe.Pointer) { typedmemclr(typ, p) }

// reflect_typedmemclrpartial clears size bytes of a value whose first off bytes lie before p.
//
//go:linkname reflect_typedmemclrpartial reflect.typedmemclrpartial
func reflect_typedmemclrpartial(typ *_type, p unsafe.Pointer, off, size uintptr) {
	if writeBarrier != 0 {
		shadeWords(p, size)
	}
	memclrNoHeapPointers(p, size)
}

//go:linkname reflect_typedarrayclear reflect.typedarrayclear
func reflect_typedarrayclear(typ *_type, p unsafe.Pointer, n int) {
	typedarrayclear(typ, p, n)
}

//go:linkname reflect_typedslicecopy reflect.typedslicecopy
func reflect_typedslicecopy(typ *_type, to, from slice) int { return typedslicecopy(typ, to, from) }

// reflect_growslice makes room for num more elements, and clears what the slice did not have before.
//
//go:linkname reflect_growslice reflect.growslice
func reflect_growslice(typ *_type, old slice, num int) slice {
	grown := growslice(old.array, old.len+num, old.cap, num, typ)
	result := slice{unsafe.Pointer(unsafe.SliceData(grown)), old.len, cap(grown)}
	begin := uintptr(old.len) * typ.Size
	memclrNoHeapPointers(unsafe.Add(result.array, begin), uintptr(result.cap)*typ.Size-begin)
	return result
}
