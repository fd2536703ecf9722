// Goroutines in the queues of channels and semaphores.
//
// A sudog stands for one goroutine in one queue; a select has one per case. They live outside the heap; processors keep
// unused ones.

package runtime

import (
	"internal/runtime/sys"
	"unsafe"
)

const (
	sudogsAtOnce = 32 // made together
	sudogsLocal  = 128
)

// A sudog is a goroutine in a queue.
type sudog struct {
	_        sys.NotInHeap
	g        *g
	next     *sudog
	prev     *sudog
	elem     unsafe.Pointer // where the value is or goes; of a semaphore or condition, its address
	c        *hchan
	link     *sudog // next one of the goroutine
	same     *sudog // of a semaphore: next one for the same address
	sameTail *sudog
	ticket   uint32 // of a notifyList
	begin    int64  // of the wait for a lock, if that may be counted
	isSelect bool
	success  bool // the communication took place; false: woken by close
	handed   bool // of a semaphore: it need not be counted down again
}

// takeSudog gives an unused sudog of the running goroutine.
func takeSudog(gp *g) *sudog {
	mp := acquirem()
	pp := mp.p
	if pp.sudogs == nil {
		for range sudogsAtOnce {
			s := (*sudog)(rootalloc(unsafe.Sizeof(sudog{})))
			s.next, pp.sudogs = pp.sudogs, s
		}
	}
	s := pp.sudogs
	pp.sudogs = s.next
	s.next = nil
	s.g = gp
	releasem(mp)
	return s
}

// putSudog takes back a sudog that is in no queue. It clears field by field: to clear all of it at once takes the
// descriptor of the type, which would bring those of most structures of the runtime into every program.
func putSudog(s *sudog) {
	s.g, s.next, s.prev, s.link, s.same, s.sameTail = nil, nil, nil, nil, nil, nil
	s.elem, s.c = nil, nil
	s.ticket, s.begin = 0, 0
	s.isSelect, s.success, s.handed = false, false, false
	mp := acquirem()
	pp := mp.p
	s.next, pp.sudogs = pp.sudogs, s
	releasem(mp)
}

// A waitQueue is a queue of a channel, first come, first served.
type waitQueue struct {
	first *sudog
	last  *sudog
}

func (q *waitQueue) add(s *sudog) {
	s.next, s.prev = nil, q.last
	if q.last == nil {
		q.first = s
	} else {
		q.last.next = s
	}
	q.last = s
}

// take takes the first one whose goroutine has not been woken by another case of its select.
func (q *waitQueue) take() *sudog {
	for {
		s := q.first
		if s == nil {
			return nil
		}
		q.remove(s)
		if !s.isSelect || atomicCas(&s.g.selectDone, 0, 1) {
			return s
		}
	}
}

// remove takes out one that may or may not be in the queue.
func (q *waitQueue) remove(s *sudog) {
	if s.prev == nil && q.first != s {
		return
	}
	if s.prev != nil {
		s.prev.next = s.next
	} else {
		q.first = s.next
	}
	if s.next != nil {
		s.next.prev = s.prev
	} else {
		q.last = s.prev
	}
	s.next, s.prev = nil, nil
}
