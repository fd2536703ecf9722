// What widely used modules take from package runtime by linkname, beyond what the standard library takes.
//
// gc has promised to keep these (go.dev/issue/67401). Iterators of maps have the layout of the old hash table's, as far
// as these modules look at it: key, element and type in front, and no more than twelve words.

package runtime

import (
	"internal/abi"
	"internal/runtime/maps"
	"unsafe"
)

// A legacyIter stands at the beginning of the iterator that the caller has allocated.
type legacyIter struct {
	key  unsafe.Pointer // nil at the end
	elem unsafe.Pointer
	typ  *abi.MapType // says that the iteration has begun
	iter *maps.Iter
}

// next goes on to the next entry.
func (it *legacyIter) next() {
	it.iter.Next()
	it.key, it.elem = it.iter.Key(), it.iter.Elem()
}

func mapiterinit(typ *abi.MapType, m *maps.Map, it *legacyIter) {
	it.typ, it.iter = typ, new(maps.Iter)
	it.iter.Init(typ, m)
	it.next()
}

func mapiternext(it *legacyIter) { it.next() }

//go:linkname reflect_mapiterinit reflect.mapiterinit
func reflect_mapiterinit(typ *abi.MapType, m *maps.Map, it *legacyIter) { mapiterinit(typ, m, it) }

//go:linkname reflect_mapiternext reflect.mapiternext
func reflect_mapiternext(it *legacyIter) { it.next() }

//go:linkname reflect_mapiterkey reflect.mapiterkey
func reflect_mapiterkey(it *legacyIter) unsafe.Pointer { return it.iter.Key() }

//go:linkname reflect_mapiterelem reflect.mapiterelem
func reflect_mapiterelem(it *legacyIter) unsafe.Pointer { return it.iter.Elem() }

// Random numbers, under the names that they once had.

func fastrand() uint32 { return uint32(rand()) }

func fastrandn(n uint32) uint32 { return randn(n) }

func fastrand64() uint64 { return rand() }

func cheaprand() uint32 { return uint32(rand()) }

// Conversions to interfaces: the address of a copy.

func convT64(value uint64) unsafe.Pointer {
	p := new(uint64)
	*p = value
	return unsafe.Pointer(p)
}

func convTstring(value string) unsafe.Pointer {
	p := new(string)
	*p = value
	return unsafe.Pointer(p)
}

func convTslice(value []byte) unsafe.Pointer {
	p := new([]byte)
	*p = value
	return unsafe.Pointer(p)
}

// memclrHasPointers clears n bytes that hold pointers.
func memclrHasPointers(p unsafe.Pointer, n uintptr) {
	if writeBarrier != 0 {
		shadeWords(p, n)
	}
	memclrNoHeapPointers(p, n)
}
