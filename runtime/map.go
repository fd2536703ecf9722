// Maps: what compiled code and package reflect ask of package runtime.
//
// The table is that of internal/runtime/maps, which also defines access, assignment and the variants for common keys
// under the names that compiled code calls.

package runtime

import (
	"internal/abi"
	"internal/runtime/maps"
	"unsafe"
)

// mapinit gives the hash functions their random keys; no map may be used before.
func mapinit() { maps.AlgInit() }

// makemap_small is make(map[K]V) with room for one group of entries.
func makemap_small() *maps.Map { return maps.NewEmptyMap() }

// makemap is make(map[K]V, hint); m is memory for the map, nil to allocate it.
func makemap(typ *abi.MapType, hint int, m *maps.Map) *maps.Map {
	return maps.NewMap(typ, uintptr(max(hint, 0)), m, maxAlloc)
}

// mapdelete is delete(m, *key).
func mapdelete(typ *abi.MapType, m *maps.Map, key unsafe.Pointer) { m.Delete(typ, key) }

// mapclear is clear(m).
func mapclear(typ *abi.MapType, m *maps.Map) { m.Clear(typ) }

// mapIterStart begins an iteration over a map; the iterator's key is nil when there is nothing to see.
func mapIterStart(typ *abi.MapType, m *maps.Map, iter *maps.Iter) {
	iter.Init(typ, m)
	iter.Next()
}

// mapIterNext goes on to the next entry; the iterator's key is nil at the end.
func mapIterNext(iter *maps.Iter) { iter.Next() }

// Defined by internal/runtime/maps.

func mapaccess2(typ *abi.MapType, m *maps.Map, key unsafe.Pointer) (unsafe.Pointer, bool)

func mapaccess2_faststr(typ *abi.MapType, m *maps.Map, key string) (unsafe.Pointer, bool)

func mapassign(typ *abi.MapType, m *maps.Map, key unsafe.Pointer) unsafe.Pointer

func mapassign_faststr(typ *abi.MapType, m *maps.Map, key string) unsafe.Pointer

func mapdelete_faststr(typ *abi.MapType, m *maps.Map, key string)

// What reflect does with maps.

//go:linkname reflect_makemap reflect.makemap
func reflect_makemap(typ *abi.MapType, size int) *maps.Map { return makemap(typ, size, nil) }

// reflect_mapaccess gives the address of an element, nil if there is none.
//
//go:linkname reflect_mapaccess reflect.mapaccess
func reflect_mapaccess(typ *abi.MapType, m *maps.Map, key unsafe.Pointer) unsafe.Pointer {
	if element, ok := mapaccess2(typ, m, key); ok {
		return element
	}
	return nil
}

// reflect_mapaccess_faststr is reflect_mapaccess for keys that are strings.
//
//go:linkname reflect_mapaccess_faststr reflect.mapaccess_faststr
func reflect_mapaccess_faststr(typ *abi.MapType, m *maps.Map, key string) unsafe.Pointer {
	if element, ok := mapaccess2_faststr(typ, m, key); ok {
		return element
	}
	return nil
}

//go:linkname reflect_mapassign reflect.mapassign0
func reflect_mapassign(typ *abi.MapType, m *maps.Map, key, value unsafe.Pointer) {
	typedmemmove((*_type)(unsafe.Pointer(typ.Elem)), mapassign(typ, m, key), value)
}

//go:linkname reflect_mapassign_faststr reflect.mapassign_faststr0
func reflect_mapassign_faststr(typ *abi.MapType, m *maps.Map, key string, value unsafe.Pointer) {
	typedmemmove((*_type)(unsafe.Pointer(typ.Elem)), mapassign_faststr(typ, m, key), value)
}

//go:linkname reflect_mapdelete reflect.mapdelete
func reflect_mapdelete(typ *abi.MapType, m *maps.Map, key unsafe.Pointer) { mapdelete(typ, m, key) }

//go:linkname reflect_mapdelete_faststr reflect.mapdelete_faststr
func reflect_mapdelete_faststr(typ *abi.MapType, m *maps.Map, key string) {
	mapdelete_faststr(typ, m, key)
}

//go:linkname reflect_maplen reflect.maplen
func reflect_maplen(m *maps.Map) int {
	if m == nil {
		return 0
	}
	return int(m.Used())
}

//go:linkname reflectlite_maplen internal/reflectlite.maplen
func reflectlite_maplen(m *maps.Map) int { return reflect_maplen(m) }

//go:linkname reflect_mapclear reflect.mapclear
func reflect_mapclear(typ *abi.MapType, m *maps.Map) { mapclear(typ, m) }

// mapclone gives a map with the same entries; m holds a map.
//
//go:linkname mapclone maps.clone
func mapclone(m any) any {
	e := efaceOf(&m)
	table := (*maps.Map)(e.data)
	e.data = unsafe.Pointer(table.Clone((*abi.MapType)(unsafe.Pointer(e.typ))))
	return m
}

// mapinitnoop is what the linker has called in the place of the initialisation of a map that nobody uses.
//
//go:noinline
func mapinitnoop() {}
