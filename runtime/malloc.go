// Allocation.
//
// Objects are cut one after another from arenas that the kernel zeroed; nothing is freed.
//
// Invariant: memory in [arenaFree, arenaEnd) is zero and belongs to nobody.

package runtime

import "unsafe"

const (
	arenaSize = 64 << 20
	maxAlloc  = 1 << 47 // no object can be larger
)

var (
	arenaFree uintptr
	arenaEnd  uintptr
	zerobase  uintptr // the address of everything that has no size
)

// newobject allocates a zeroed object of a type.
func newobject(typ *_type) unsafe.Pointer {
	return mallocgc(typ.Size, typ, true)
}

// mallocgc allocates size bytes; typ is nil for memory without pointers. All memory is zero now, whatever needzero says.
func mallocgc(size uintptr, typ *_type, needzero bool) unsafe.Pointer {
	if size == 0 {
		return unsafe.Pointer(&zerobase)
	}
	if size > maxAlloc {
		outOfMemory(size)
	}
	size = (roundupsize(size, typ == nil || typ.PtrBytes == 0) + 7) &^ 7
	if size%16 == 0 {
		arenaFree = (arenaFree + 15) &^ 15
	}
	if arenaFree > arenaEnd || size > arenaEnd-arenaFree {
		newArena(size)
	}
	p := arenaFree
	arenaFree += size
	return unsafe.Pointer(p)
}

// newArena begins another arena with room for size bytes. What is left of the old one stays unused.
func newArena(size uintptr) {
	n := uintptr(arenaSize)
	if size > n {
		n = (size + pageSize - 1) &^ (pageSize - 1)
	}
	p := mmap(n, 0)
	if p == nil {
		outOfMemory(size)
	}
	arenaFree = uintptr(p)
	arenaEnd = arenaFree + n
}

func outOfMemory(size uintptr) {
	printlock()
	printstring("runtime: out of memory: cannot allocate ")
	printuint(uint64(size))
	printstring("-byte block\n")
	printunlock()
	throw("out of memory")
}
