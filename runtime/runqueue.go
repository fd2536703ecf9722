// Queues of runnable goroutines: one per processor, and a global one.
//
// The local queue is a ring. Its owner adds at the tail without a lock; the owner and thieves take from the head by
// compare-and-swap. (R. Blumofe and C. Leiserson, "Scheduling Multithreaded Computations by Work Stealing", 1999, with a
// queue instead of a deque: goroutines run in the order in which they became runnable.)

package runtime

import (
	"internal/runtime/sys"
	"unsafe"
)

const stealRounds = 4 // over all processors; in the last one, what the victim would run next is taken as well

// A gQueue is a list of goroutines, linked by schedLink.
type gQueue struct {
	head  *g
	tail  *g
	count uint32
}

func (q *gQueue) push(gp *g) {
	gp.schedLink = nil
	if q.tail == nil {
		q.head = gp
	} else {
		q.tail.schedLink = gp
	}
	q.tail = gp
	atomicStore(&q.count, q.count+1)
}

func (q *gQueue) pop() *g {
	gp := q.head
	if gp != nil {
		q.head = gp.schedLink
		if q.head == nil {
			q.tail = nil
		}
		gp.schedLink = nil
		atomicStore(&q.count, q.count-1)
	}
	return gp
}

// append adds all of another queue, which is not used any more.
func (q *gQueue) append(other *gQueue) {
	if other.head == nil {
		return
	}
	if q.tail == nil {
		q.head = other.head
	} else {
		q.tail.schedLink = other.head
	}
	q.tail = other.tail
	atomicStore(&q.count, q.count+other.count)
}

// put makes a goroutine run on the processor, which is the caller's: next, or after all others.
func (pp *p) put(gp *g, next bool) {
	added := uintptr(unsafe.Pointer(gp))
	if next {
		added = atomicSwapUintptr(&pp.next, added)
		if added == 0 {
			return
		}
	}
	head, tail := atomicLoad(&pp.queueHead), pp.queueTail
	if tail-head == localQueue {
		pp.spill((*g)(unsafe.Pointer(added)))
		return
	}
	pp.queue[tail%localQueue] = added
	atomicStore(&pp.queueTail, tail+1)
}

// spill moves half of a full queue, and a goroutine, to the global one.
func (pp *p) spill(gp *g) {
	var moved gQueue
	for range localQueue / 2 {
		if head := atomicLoad(&pp.queueHead); head != pp.queueTail {
			if taken := pp.takeAt(head); taken != nil {
				moved.push(taken)
			}
		}
	}
	moved.push(gp)
	lock(&schedLock)
	runQueue.append(&moved)
	unlock(&schedLock)
}

// takeAt takes the goroutine at the head, nil if somebody else was first.
func (pp *p) takeAt(head uint32) *g {
	gp := pp.queue[head%localQueue]
	if !atomicCas(&pp.queueHead, head, head+1) {
		return nil
	}
	return (*g)(unsafe.Pointer(gp))
}

// get gives the processor's next goroutine, nil if it has none. One that was just made runnable inherits the time of who
// did that, lest two that wake each other keep all others from running.
func (pp *p) get() (gp *g, inherits bool) {
	if next := atomicLoadUintptr(&pp.next); next != 0 && atomicCompareAndSwapUintptr(&pp.next, next, 0) {
		return (*g)(unsafe.Pointer(next)), true
	}
	for {
		head := atomicLoad(&pp.queueHead)
		if head == pp.queueTail {
			return nil, false
		}
		if gp := pp.takeAt(head); gp != nil {
			return gp, false
		}
	}
}

// prefetchNext brings what the processor runs next into the cache, the stack of the first and the g of the second: of
// many goroutines that have waited, none is there. Whoever steals them does no harm, for nothing is read that must be so.
func (pp *p) prefetchNext() {
	head := atomicLoad(&pp.queueHead)
	if n := pp.queueTail - head; n >= 2 {
		sys.Prefetch((*g)(unsafe.Pointer(pp.queue[head%localQueue])).sched.sp)
		sys.Prefetch(pp.queue[(head+1)%localQueue])
	}
}

// isEmpty says whether the processor has no runnable goroutine.
func (pp *p) isEmpty() bool {
	return atomicLoad(&pp.queueHead) == atomicLoad(&pp.queueTail) && atomicLoadUintptr(&pp.next) == 0
}

// getGlobal takes goroutines from the global queue: one to run, and the processor's share of the others, up to limit.
// The caller holds schedLock.
func (pp *p) getGlobal(limit uint32) *g {
	n := min(runQueue.count/uint32(processorCount)+1, runQueue.count, limit)
	if n == 0 {
		return nil
	}
	first := runQueue.pop()
	for ; n > 1; n-- {
		pp.put(runQueue.pop(), false)
	}
	return first
}

// steal takes half of what another processor has: one to run; the others go to the caller's own queue.
func (pp *p) steal(victim *p, evenNext bool) *g {
	for {
		head := atomicLoad(&victim.queueHead)
		count := atomicLoad(&victim.queueTail) - head
		count -= count / 2
		if count == 0 {
			return victim.stealNext(evenNext)
		}
		if count > localQueue/2 {
			continue // head and tail are of different times
		}
		tail := pp.queueTail
		for i := range count {
			pp.queue[(tail+i)%localQueue] = victim.queue[(head+i)%localQueue]
		}
		if atomicCas(&victim.queueHead, head, head+count) {
			atomicStore(&pp.queueTail, tail+count-1)
			return (*g)(unsafe.Pointer(pp.queue[(tail+count-1)%localQueue]))
		}
	}
}

// stealNext takes the goroutine that the processor would run next. It is given a moment first: who made it runnable is
// probably about to wait.
func (pp *p) stealNext(even bool) *g {
	next := atomicLoadUintptr(&pp.next)
	if !even || next == 0 {
		return nil
	}
	if atomicLoad(&pp.status) == pRunning {
		threadYield()
	}
	if atomicLoadUintptr(&pp.next) != next || !atomicCompareAndSwapUintptr(&pp.next, next, 0) {
		return nil
	}
	return (*g)(unsafe.Pointer(next))
}
