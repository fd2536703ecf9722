// The page heap: runs of pages for spans.
//
// Free runs are kept in lists by their number of pages, long ones by its logarithm. A run that is freed is joined with
// its free neighbours. Memory is first looked for in the smallest list that has a run; then spans that are waiting to be
// swept are swept; then the heap grows.
//
// Invariant: no two free runs touch; the first and the last page of a free run lead to its span in the arena's table.

package runtime

import (
	"internal/runtime/atomic"
	"internal/runtime/sys"
	"unsafe"
)

const (
	exactRuns = 128 // runs of fewer pages have a list for each number of pages
	runLists  = exactRuns + 48
)

// A pageHeap is the one page heap.
type pageHeap struct {
	lock  mutex
	runs  [runLists]*mspan             // free runs
	some  [(runLists + 63) / 64]uint64 // a bit for each list that is not empty
	spare *mspan                       // span structures that are not used

	sweepgen uint32 // goes up by 2 with each collection
	central  [2 * sizeClasses]mcentral
}

var mheap pageHeap

// runList gives the number of the list for runs of so many pages.
func runList(pages uintptr) uintptr {
	if pages < exactRuns {
		return pages
	}
	return exactRuns + uintptr(sys.Len64(uint64(pages/exactRuns))) - 1
}

// allocSpan gives a span of so many pages for objects of a class; nil if there is no memory.
func (h *pageHeap) allocSpan(pages uintptr, class spanClass) *mspan {
	if !isSwept() {
		reclaim(pages)
	}
	lock(&h.lock)
	run := h.take(pages)
	if run == nil && h.grow(pages) {
		run = h.take(pages)
	}
	if run == nil {
		unlock(&h.lock)
		return nil
	}
	fresh := backPages(run.start, pages)
	memory.released -= uint64(fresh * pageSize)
	memory.inUse += uint64(pages * pageSize)
	run.needzero = fresh != pages
	run.init(class)
	for at := uintptr(0); at < pages; at++ {
		setSpan(run.start+at*pageSize, run)
	}
	atomic.Store8(&run.state, spanInUse) // now the collector may look at it
	unlock(&h.lock)
	return run
}

// freeSpan takes the pages of a span back.
func (h *pageHeap) freeSpan(s *mspan) {
	lock(&h.lock)
	s.state = spanFree
	memory.inUse -= uint64(s.npages * pageSize)
	s.freeBitmaps()
	start, pages := s.start, s.npages
	h.recycle(s)
	h.free(start, pages)
	unlock(&h.lock)
}

// take cuts a run of exactly so many pages from the smallest free run that has as many; nil if there is none.
func (h *pageHeap) take(pages uintptr) *mspan {
	run := h.find(pages)
	if run == nil {
		return nil
	}
	h.unlist(run)
	if run.npages > pages {
		rest := h.newSpan(run.start+pages*pageSize, run.npages-pages)
		run.npages = pages
		h.list(rest)
	}
	return run
}

// find gives a free run of at least so many pages.
func (h *pageHeap) find(pages uintptr) *mspan {
	first := runList(pages)
	if pages >= exactRuns {
		// Runs of the same list may be too short.
		for run := h.runs[first]; run != nil; run = run.next {
			if run.npages >= pages {
				return run
			}
		}
		first++
	}
	for word := first / bitsPerWord; word < uintptr(len(h.some)); word++ {
		bits := h.some[word]
		if word == first/bitsPerWord {
			bits &= ^uint64(0) << (first % bitsPerWord)
		}
		if bits != 0 {
			return h.runs[word*bitsPerWord+uintptr(sys.TrailingZeros64(bits))]
		}
	}
	return nil
}

// free lists a run of pages, joined with its free neighbours.
func (h *pageHeap) free(start, pages uintptr) {
	if before := h.freeRun(start - pageSize); before != nil {
		h.unlist(before)
		start = before.start
		pages += before.npages
		h.recycle(before)
	}
	if after := h.freeRun(start + pages*pageSize); after != nil {
		h.unlist(after)
		pages += after.npages
		h.recycle(after)
	}
	h.list(h.newSpan(start, pages))
}

// freeRun gives the free run that begins or ends with the page at an address, nil if there is none.
func (h *pageHeap) freeRun(p uintptr) *mspan {
	arena := arenaOf(p)
	if arena == nil {
		return nil
	}
	s := arena.spans[p>>pageShift%arenaPages]
	if s == nil || s.state != spanFree || p-s.start >= s.npages*pageSize {
		return nil
	}
	return s
}

func (h *pageHeap) list(run *mspan) {
	at := runList(run.npages)
	run.prev, run.next = nil, h.runs[at]
	if run.next != nil {
		run.next.prev = run
	}
	h.runs[at] = run
	h.some[at/bitsPerWord] |= 1 << (at % bitsPerWord)
	run.state = spanFree
	setSpan(run.start, run)
	setSpan(run.start+(run.npages-1)*pageSize, run)
}

func (h *pageHeap) unlist(run *mspan) {
	at := runList(run.npages)
	if run.prev != nil {
		run.prev.next = run.next
	} else {
		h.runs[at] = run.next
		if run.next == nil {
			h.some[at/bitsPerWord] &^= 1 << (at % bitsPerWord)
		}
	}
	if run.next != nil {
		run.next.prev = run.prev
	}
	run.prev, run.next = nil, nil
	run.state = spanDead
}

// grow takes more address space into use.
func (h *pageHeap) grow(pages uintptr) bool {
	size := roundUp(pages*pageSize, heapStep)
	if newHigh-newLow < size && !mapSpace(size) {
		return false
	}
	newLow += size
	h.add(newLow-size, size)
	return true
}

// add makes address space that was never touched part of the page heap.
func (h *pageHeap) add(start, size uintptr) {
	memory.heap += uint64(size)
	memory.released += uint64(size)
	h.free(start, size/pageSize)
}

// newSpan gives the structure for a run of pages.
func (h *pageHeap) newSpan(start, pages uintptr) *mspan {
	s := h.spare
	if s == nil {
		s = (*mspan)(persistentalloc(unsafe.Sizeof(mspan{}), 64))
		memory.spans += uint64(unsafe.Sizeof(mspan{}))
	} else {
		h.spare = s.next
	}
	s.next, s.prev = nil, nil
	s.start, s.npages = start, pages
	s.limit = start
	return s
}

// recycle keeps the structure of a span that is no more.
func (h *pageHeap) recycle(s *mspan) {
	s.state = spanDead
	s.next = h.spare
	h.spare = s
}

// scavengeExcess gives back what the heap will not need if it grows to its goal once more, or to the goal before.
func (h *pageHeap) scavengeExcess() {
	keep := max(pace.goal, pace.lastGoal)
	keep += keep / 10
	if backed := memory.heap - memory.released; backed > keep+heapStep {
		begin := nanotime()
		h.scavenge(uintptr(backed - keep))
		atomic.Xaddint64(&cpuTimes.scavenging, nanotime()-begin)
	}
}

// scavenge gives free pages back to the kernel, at most so many bytes; it gives how many bytes held memory.
func (h *pageHeap) scavenge(limit uintptr) uintptr {
	lock(&h.lock)
	bytes := uintptr(0)
	for i := runLists - 1; i > 0 && bytes < limit; i-- {
		for run := h.runs[i]; run != nil && bytes < limit; run = run.next {
			if isBacked(run.start, run.npages) {
				bytes += releasePages(run.start, run.npages) * pageSize
			}
		}
	}
	memory.released += uint64(bytes)
	unlock(&h.lock)
	return bytes
}
