// Arenas: the address space of the heap, and the way from an address to its span.
//
// An arena is 64 MiB of address space at a multiple of 64 MiB. It is mapped as a whole but without reserve, so that only
// pages that are touched cost memory. The page heap takes an arena into use in steps.
//
// Invariant: arenaTable has an entry for exactly the arenas that are mapped; an entry is never taken back.

package runtime

import (
	"internal/runtime/atomic"
	"internal/runtime/sys"
	"unsafe"
)

const (
	arenaShift  = 26
	arenaBytes  = 1 << arenaShift
	arenaPages  = arenaBytes / pageSize
	addressBits = 48
	arenas      = 1 << (addressBits - arenaShift)
	arenaHint   = 0xc000000000 // where gc's heap begins, too: such numbers are rarely anything but pointers
	heapStep    = 4 << 20      // bytes by which the heap grows at least
	bitsPerWord = 64
)

// A heapArena is what is known of an arena.
type heapArena struct {
	_     sys.NotInHeap
	spans [arenaPages]*mspan // that a page belongs to; of free runs only the first and the last page are right

	// unbacked has a bit for each page that holds no memory: it was never touched or was given back, and reads as zero.
	unbacked [arenaPages / bitsPerWord]uint64
}

var (
	arenaTable *[arenas]*heapArena
	heapLow    uintptr // the addresses of all arenas lie in [heapLow, heapHigh)
	heapHigh   uintptr

	// What is mapped and not yet part of the page heap.
	newLow  uintptr
	newHigh uintptr
)

func initArenas() {
	arenaTable = (*[arenas]*heapArena)(mmap(unsafe.Sizeof(*arenaTable), mapNoReserve))
	if arenaTable == nil {
		throw("runtime: cannot reserve arena table")
	}
	heapLow, heapHigh = arenaHint, arenaHint
}

// mapSpace makes at least size bytes, a multiple of pageSize, lie in [newLow, newHigh); false if the kernel has none.
func mapSpace(size uintptr) bool {
	n := roundUp(size, arenaBytes)
	p := mapAligned(newHigh, n)
	if p == 0 {
		return false
	}
	if p != newHigh {
		if newLow != newHigh {
			mheap.add(newLow, newHigh-newLow)
		}
		newLow = p
	}
	newHigh = p + n
	for at := p; at < newHigh; at += arenaBytes {
		arena := (*heapArena)(sysAlloc(unsafe.Sizeof(heapArena{}), &memory.gc))
		for i := range arena.unbacked {
			arena.unbacked[i] = ^uint64(0)
		}
		arenaTable[at>>arenaShift] = arena
	}
	heapLow, heapHigh = min(heapLow, p), max(heapHigh, newHigh)
	return true
}

// mapAligned maps n bytes at a multiple of the arena size, at the hint if that is possible; 0 if the kernel has none.
func mapAligned(hint, n uintptr) uintptr {
	if hint == 0 {
		hint = arenaHint
	}
	p := mmapAt(hint, n, mapNoReserve)
	if p != 0 && p%arenaBytes == 0 {
		return p
	}
	if p != 0 {
		munmap(p, n)
	}
	p = mmapAt(0, n+arenaBytes, mapNoReserve)
	if p == 0 {
		return 0
	}
	aligned := roundUp(p, arenaBytes)
	if aligned != p {
		munmap(p, aligned-p)
	}
	munmap(aligned+n, p+arenaBytes-aligned)
	return aligned
}

// arenaOf gives what is known of the arena of an address; nil if it is not the heap's.
func arenaOf(p uintptr) *heapArena {
	if p-heapLow >= heapHigh-heapLow {
		return nil
	}
	return arenaTable[p>>arenaShift]
}

// spanOf gives the span whose objects lie around an address, nil if there is none.
func spanOf(p uintptr) *mspan {
	arena := arenaOf(p)
	if arena == nil {
		return nil
	}
	s := arena.spans[p>>pageShift%arenaPages]
	if s == nil || atomic.Load8(&s.state) != spanInUse || p-s.start >= s.limit-s.start {
		return nil
	}
	return s
}

// setSpan enters a span for one page.
func setSpan(p uintptr, s *mspan) {
	arenaTable[p>>arenaShift].spans[p>>pageShift%arenaPages] = s
}

// backPages notes that pages are about to be used. It gives how many of them held no memory.
func backPages(p, pages uintptr) uintptr {
	count := uintptr(0)
	for pages > 0 {
		n, word, mask := pageBits(p, pages)
		count += uintptr(sys.OnesCount64(*word & mask))
		*word &^= mask
		p += n * pageSize
		pages -= n
	}
	return count
}

// releasePages gives the memory of pages back to the kernel. It gives how many of them held memory.
func releasePages(p, pages uintptr) uintptr {
	count := uintptr(0)
	sysUnused(p, pages*pageSize)
	for pages > 0 {
		n, word, mask := pageBits(p, pages)
		count += uintptr(sys.OnesCount64(^*word & mask))
		*word |= mask
		p += n * pageSize
		pages -= n
	}
	return count
}

// isBacked says whether any of the pages holds memory.
func isBacked(p, pages uintptr) bool {
	for pages > 0 {
		n, word, mask := pageBits(p, pages)
		if ^*word&mask != 0 {
			return true
		}
		p += n * pageSize
		pages -= n
	}
	return false
}

// pageBits gives the first of pages as far as they share a word of bits: their number, the word and their bits in it.
func pageBits(p, pages uintptr) (n uintptr, word *uint64, mask uint64) {
	page := p >> pageShift % arenaPages
	bit := page % bitsPerWord
	n = min(pages, bitsPerWord-bit)
	mask = ^uint64(0) >> (bitsPerWord - n) << bit
	return n, &arenaTable[p>>arenaShift].unbacked[page/bitsPerWord], mask
}
