// Maps: what compiled code asks of package runtime. Access and assignment are functions of internal/runtime/maps.

package runtime

import "unsafe"

// makemap_small is make(map[K]V) with room for one group of entries.
func makemap_small() unsafe.Pointer

// makemap is make(map[K]V, hint); m is memory for the map, nil to allocate it.
func makemap(typ *_type, hint int, m unsafe.Pointer) unsafe.Pointer

// mapdelete is delete(m, *key).
func mapdelete(typ *_type, m, key unsafe.Pointer)

// mapclear is clear(m).
func mapclear(typ *_type, m unsafe.Pointer)

// mapIterStart begins an iteration over a map; the iterator's key is nil when there is nothing to see.
func mapIterStart(typ *_type, m, iter unsafe.Pointer)

// mapIterNext goes on to the next entry; the iterator's key is nil at the end.
func mapIterNext(iter unsafe.Pointer)
