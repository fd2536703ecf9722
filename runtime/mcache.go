// What a processor allocates from, and where it gets that from.
//
// A mcache has a span for each span class, from which its processor takes objects without a lock. A used-up span goes to
// the mcentral of its class, which gives another: one that is swept and has room, else one that is swept now, else a new
// one of the page heap.
//
// Invariant: a span in use is in a mcache, or in exactly one list of its mcentral, or held by whoever is sweeping it.

package runtime

import (
	"internal/runtime/atomic"
	"internal/runtime/sys"
	"unsafe"
)

// A mcache belongs to a processor.
type mcache struct {
	_     sys.NotInHeap
	spans [2 * sizeClasses]*mspan // noSpan where there is none

	// Where small objects without pointers are put together: tinyFree lies in a block of tinySize bytes.
	tiny     uintptr // begin of the block; 0: there is none
	tinyFree uintptr // offset in the block
	tinies   uint64  // objects put into blocks since the last collection

	refilled  uintptr // bytes that spans had room for which the cache has got since the last allocation began
	untilNext int     // allocations until the next collection of gcstress

	sampler sampler // of the memory profile

	work gcWork // what the processor has found to mark
}

// noSpan has no object to give.
var noSpan mspan

// newMcache gives a cache without spans.
func newMcache() *mcache {
	c := (*mcache)(persistentalloc(unsafe.Sizeof(mcache{}), 64))
	for i := range c.spans {
		c.spans[i] = &noSpan
	}
	c.untilNext = gcStress
	return c
}

// refill gets a span with room for a class, and an object of it. It gives 0 if there is no memory.
func (c *mcache) refill(class spanClass) uintptr {
	if gcFinishing {
		gcFinishing = false
		throw("runtime: allocation while the heap is being marked")
	}
	c.release(class)
	s := mheap.central[class].get(class)
	if s == nil {
		return 0
	}
	if writeBarrier != 0 {
		s.markFree()
	}
	c.spans[class] = s
	c.refilled = uintptr(s.nelems-s.count) * s.elemsize
	addLive(int64(c.refilled))
	c.sampler.enter(class, int64(c.refilled))
	return s.take()
}

// release gives a span back.
func (c *mcache) release(class spanClass) {
	s := c.spans[class]
	if s == &noSpan {
		return
	}
	c.spans[class] = &noSpan
	central := &mheap.central[class]
	lock(&central.lock)
	central.allocs += uint64(s.settle())
	if s.count == s.nelems {
		central.full[sweptSide()].add(s)
	} else {
		central.partial[sweptSide()].add(s)
	}
	unlock(&central.lock)
	rest := int64(uintptr(s.nelems-s.count) * s.elemsize)
	addLive(-rest)
	c.sampler.leave(class, rest)
}

// flush gives all spans back.
func (c *mcache) flush() {
	for i := range c.spans {
		c.release(spanClass(i))
	}
	atomic.Xadd64(&memory.tinies, int64(c.tinies))
	c.tiny, c.tinyFree, c.tinies = 0, 0, 0
}

// A spanList is a list of spans.
type spanList struct {
	first *mspan
	count uintptr
}

func (l *spanList) add(s *mspan) {
	l.count++
	s.prev, s.next = nil, l.first
	if s.next != nil {
		s.next.prev = s
	}
	l.first = s
}

// pop takes the first span off; nil if the list is empty.
func (l *spanList) pop() *mspan {
	s := l.first
	if s != nil {
		l.count--
		l.first = s.next
		if s.next != nil {
			s.next.prev = nil
		}
		s.next, s.prev = nil, nil
	}
	return s
}

// A mcentral holds the spans of a class that no processor holds. Each kind of list is there twice: for spans that were
// swept since the last collection, and for those that were not. The sides change roles with each collection.
type mcentral struct {
	lock    mutex
	partial [2]spanList // with room
	full    [2]spanList
	allocs  uint64 // objects ever taken
	frees   uint64 // objects ever freed
}

func sweptSide() int { return int(mheap.sweepgen / 2 % 2) }

// fullTries is how many full spans are swept in the hope of room before the heap is asked for new pages.
const fullTries = 64

// get gives a span with room, nil if there is no memory.
func (c *mcentral) get(class spanClass) *mspan {
	lock(&c.lock)
	swept := sweptSide()
	s := c.partial[swept].pop()
	for tries := fullTries; s == nil && tries > 0 && !isSwept(); tries-- {
		s = c.partial[1-swept].pop()
		if s == nil {
			s = c.full[1-swept].pop()
		}
		if s == nil {
			break
		}
		unlock(&c.lock)
		freed := s.sweep()
		lock(&c.lock)
		c.frees += uint64(freed)
		if s.count == s.nelems {
			c.full[swept].add(s)
			s = nil
		}
	}
	unlock(&c.lock)
	if s == nil {
		s = mheap.allocSpan(uintptr(classPages[class.sizeClass()]), class)
	}
	return s
}
