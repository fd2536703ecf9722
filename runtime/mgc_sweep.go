// Sweeping: objects that marking did not reach are free again.
//
// It happens bit by bit: when a processor wants a span, when the page heap wants pages, and in the background. What is
// left is swept before the next collection begins.
//
// Invariant: who takes a span out of a list of unswept spans sweeps it.

package runtime

import (
	"internal/runtime/atomic"
	"internal/runtime/sys"
)

var (
	unswept     int64  // spans that are still to be swept
	sweepCursor uint32 // span classes below it have nothing left to sweep
)

// isSwept says whether all spans are swept.
func isSwept() bool { return atomic.Loadint64(&unswept) == 0 }

// beginSweep declares all spans unswept. The world is stopped, and no processor holds a span.
func beginSweep() {
	mheap.sweepgen += 2
	count := int64(0)
	for i := range mheap.central {
		c := &mheap.central[i]
		for _, list := range [2]*spanList{&c.partial[1-sweptSide()], &c.full[1-sweptSide()]} {
			count += int64(list.count)
		}
	}
	atomic.Storeint64(&unswept, count)
	atomic.Store(&sweepCursor, 0)
}

// sweep frees the objects of a span that were not marked, and gives their number.
func (s *mspan) sweep() uintptr {
	lock(&s.lock) // who asks for the object of a weak pointer sees the marks, or that the span is swept
	s.sweepSpecials()
	freed, left := 0, 0
	for i := uintptr(0); i < s.words(); i++ {
		allocated, marked := bitmapWord(s.allocated, i), bitmapWord(s.marked, i)
		freed += sys.OnesCount64(*allocated &^ *marked)
		if gcVerify {
			s.destroy(i, *allocated&^*marked)
		}
		*allocated &= *marked
		left += sys.OnesCount64(*allocated)
		*marked = 0
	}
	s.count = uint16(left)
	s.needzero = s.needzero || freed > 0
	s.rewind()
	atomic.Store(&s.sweepgen, mheap.sweepgen)
	unlock(&s.lock)
	if freed > 0 && s.class.sizeClass() == 0 {
		atomic.Xadd64(&memory.largeFree, int64(s.elemsize))
	}
	atomic.Xaddint64(&unswept, -1)
	return uintptr(freed)
}

// sweepOne sweeps a span. It gives how many pages became free, and whether there was a span.
func sweepOne() (pages uintptr, ok bool) {
	for class := atomic.Load(&sweepCursor); class < uint32(len(mheap.central)); class = atomic.Load(&sweepCursor) {
		c := &mheap.central[class]
		lock(&c.lock)
		swept := sweptSide()
		s := c.full[1-swept].pop()
		if s == nil {
			s = c.partial[1-swept].pop()
		}
		unlock(&c.lock)
		if s != nil {
			return c.sweep(s), true
		}
		atomic.Cas(&sweepCursor, class, class+1)
	}
	return 0, false
}

// sweep sweeps a span that was in a list and puts it where it belongs then. It gives how many pages became free.
func (c *mcentral) sweep(s *mspan) uintptr {
	freed := uint64(s.sweep())
	empty := s.count == 0
	pages := s.npages
	lock(&c.lock)
	c.frees += freed
	switch {
	case empty:
	case s.count == s.nelems:
		c.full[sweptSide()].add(s)
	default:
		c.partial[sweptSide()].add(s)
	}
	unlock(&c.lock)
	if !empty {
		return 0
	}
	mheap.freeSpan(s)
	return pages
}

// reclaim sweeps until so many pages are free, or everything is swept.
func reclaim(pages uintptr) {
	for freed := uintptr(0); freed < pages; {
		n, ok := sweepOne()
		if !ok {
			return
		}
		freed += n
	}
}

const sweepBatch = 16 // spans that are swept before other goroutines may run

// sweepSome sweeps a few spans; it says whether there may be more.
func sweepSome() bool {
	more := true
	for i := 0; i < sweepBatch && more; i++ {
		_, more = sweepOne()
	}
	return more
}

// sweepAll sweeps what is left.
func sweepAll() {
	for ok := true; ok; {
		_, ok = sweepOne()
	}
}
