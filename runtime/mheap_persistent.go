// Memory of the runtime itself: outside the heap, zeroed, never given back.
//
// It is cut from blocks that the kernel mapped. Structures that hold pointers to the heap come from rootalloc; their
// blocks are scanned, conservatively, with the roots.
//
// Invariant: a block of roots is zero behind what was cut from it.

package runtime

import (
	"internal/runtime/atomic"
	"internal/runtime/sys"
	"unsafe"
)

const (
	persistentBlock = 256 << 10 // bytes
	rootBlock       = 64 << 10
)

// notInHeap marks types whose values are never in the heap: storing a pointer to one needs no write barrier.
type notInHeap struct{}

// A memoryPool is what memory is cut from.
type memoryPool struct {
	lock mutex
	free uintptr
	end  uintptr
}

// A rootHeader is at the begin of each block of roots.
type rootHeader struct {
	_    sys.NotInHeap
	next *rootHeader // the block before
	end  uintptr
}

var (
	persistent memoryPool
	roots      memoryPool
	rootBlocks *rootHeader
)

// persistentalloc gives size zeroed bytes; align is a power of two. The collector does not look at them.
func persistentalloc(size, align uintptr) unsafe.Pointer {
	if size >= persistentBlock/4 {
		return sysAlloc(size, &memory.other)
	}
	lock(&persistent.lock)
	p := persistent.cut(size, align)
	if p == 0 {
		block := uintptr(sysAlloc(persistentBlock, &memory.other))
		persistent.free, persistent.end = block, block+persistentBlock
		p = persistent.cut(size, align)
	}
	unlock(&persistent.lock)
	return unsafe.Pointer(p)
}

// rootalloc gives size zeroed bytes that are scanned as roots, aligned to 16 bytes.
func rootalloc(size uintptr) unsafe.Pointer {
	lock(&roots.lock)
	p := roots.cut(size, 16)
	if p == 0 {
		n := uintptr(rootBlock)
		if size >= n/4 {
			n = roundUp(size+unsafe.Sizeof(rootHeader{})+16, pageSize)
		}
		header := (*rootHeader)(sysAlloc(n, &memory.other))
		block := uintptr(unsafe.Pointer(header))
		header.next, header.end = rootBlocks, block+n
		rootBlocks = header
		roots.free, roots.end = block+unsafe.Sizeof(rootHeader{}), block+n
		p = roots.cut(size, 16)
	}
	unlock(&roots.lock)
	return unsafe.Pointer(p)
}

// cut gives size bytes of a pool, 0 if it has not so many.
func (pool *memoryPool) cut(size, align uintptr) uintptr {
	p := roundUp(pool.free, align)
	if p > pool.end || size > pool.end-p {
		return 0
	}
	pool.free = p + size
	return p
}

// sysAlloc maps size bytes of zeroed memory and counts them.
func sysAlloc(size uintptr, counter *uint64) unsafe.Pointer {
	size = roundUp(size, pageBytes)
	p := mmap(size, 0)
	if p == nil {
		throw("runtime: cannot allocate memory")
	}
	atomic.Xadd64(counter, int64(size))
	return p
}

// roundUp rounds n up to a multiple of align, a power of two.
func roundUp(n, align uintptr) uintptr {
	return (n + align - 1) &^ (align - 1)
}
