// Semaphores and condition queues of package sync.
//
// Who finds a count of 0 waits in a queue that is found by the address of the count. The queues of different addresses
// with the same hash are linked. (After R. Mullender and J. McKie, "Semaphores in Plan 9".)
//
// Invariant: waiters counts the goroutines in a root, so that a release that finds 0 there need not lock: who is about to
// wait adds himself first, then looks at the count once more.

package runtime

import "unsafe"

const semaRoots = 251 // a prime number

// A semaRoot holds the queues of the addresses with one hash.
type semaRoot struct {
	lock    mutex
	waiters uint32
	queues  *sudog // first waiters, linked by next and prev
	_       [40]byte
}

var mutexWaits uint64 // nanoseconds that goroutines have waited for a sync.Mutex or sync.RWMutex

var semaTable [semaRoots]semaRoot

func rootOf(s *uint32) *semaRoot {
	return &semaTable[uintptr(unsafe.Pointer(s))>>3%semaRoots]
}

// countDown takes one off a count that is not 0.
func countDown(s *uint32) bool {
	for {
		v := atomicLoad(s)
		if v == 0 {
			return false
		}
		if atomicCas(s, v, v-1) {
			return true
		}
	}
}

// semacquire waits until *s > 0 and takes one off.
func semacquire(s *uint32) { acquireSema(s, false, waitSemaphore, notCounted) }

const notCounted = -1 // skip of a wait that no profile counts

// acquireSema is semacquire; first: in front of all others that wait; skip: calls between this function and the one where
// profiles count the wait.
//
//go:noinline
func acquireSema(s *uint32, first bool, reason waitReason, skip int) {
	if countDown(s) {
		return
	}
	root := rootOf(s)
	one := takeSudog(getg())
	begin := int64(0)
	if reason.isMutex() {
		begin = nanotime()
	}
	one.begin = begin
	wait := int64(0)
	if skip != notCounted {
		wait = beginWait()
	}
	for {
		lock(&root.lock)
		atomicAdd(&root.waiters, 1)
		if countDown(s) {
			atomicAdd(&root.waiters, -1)
			unlock(&root.lock)
			break
		}
		one.handed = false
		root.queue(s, one, first)
		one.g.waiting = one
		parkUnlocking(&root.lock, reason)
		one.g.waiting = nil
		if one.handed || countDown(s) {
			break
		}
	}
	if begin != 0 {
		atomicAdd64(&mutexWaits, nanotime()-begin)
	}
	if wait != 0 {
		endWait(wait, skip)
	}
	putSudog(one)
}

func semrelease(s *uint32) { releaseSema(s, false, notCounted) }

// releaseSema adds one to *s and wakes a goroutine that waits for it. handoff: that goroutine gets the one, and runs now. skip:
// see acquireSema.
//
//go:noinline
func releaseSema(s *uint32, handoff bool, skip int) {
	root := rootOf(s)
	atomicAdd(s, 1)
	if atomicLoad(&root.waiters) == 0 {
		return
	}
	lock(&root.lock)
	one := root.dequeue(s)
	if one != nil {
		atomicAdd(&root.waiters, -1)
	}
	unlock(&root.lock)
	if one == nil {
		return
	}
	if handoff && countDown(s) {
		one.handed = true
	}
	handed, begin := one.handed, one.begin
	ready(one.g)
	if begin != 0 && skip != notCounted {
		endLockWait(begin, skip)
	}
	if handed && getg().m.locks == 0 {
		goyield()
	}
}

// queue adds a waiter to the queue of an address.
func (root *semaRoot) queue(s *uint32, one *sudog, first bool) {
	one.elem = unsafe.Pointer(s)
	one.same, one.sameTail = nil, nil
	for head := root.queues; head != nil; head = head.next {
		if head.elem != one.elem {
			continue
		}
		if first {
			root.replace(head, one)
			one.same = head
			one.sameTail = head.sameTail
			if one.sameTail == nil {
				one.sameTail = head
			}
		} else {
			if head.sameTail == nil {
				head.same = one
			} else {
				head.sameTail.same = one
			}
			head.sameTail = one
		}
		return
	}
	one.prev, one.next = nil, root.queues
	if root.queues != nil {
		root.queues.prev = one
	}
	root.queues = one
}

// replace puts one into the place of head in the list of queues.
func (root *semaRoot) replace(head, one *sudog) {
	one.next, one.prev = head.next, head.prev
	if one.next != nil {
		one.next.prev = one
	}
	if one.prev != nil {
		one.prev.next = one
	} else {
		root.queues = one
	}
	head.next, head.prev = nil, nil
}

// dequeue takes the first waiter for an address, nil if there is none.
func (root *semaRoot) dequeue(s *uint32) *sudog {
	head := root.queues
	for head != nil && head.elem != unsafe.Pointer(s) {
		head = head.next
	}
	if head == nil {
		return nil
	}
	if second := head.same; second != nil {
		root.replace(head, second)
		if second != head.sameTail {
			second.sameTail = head.sameTail
		}
	} else {
		if head.next != nil {
			head.next.prev = head.prev
		}
		if head.prev != nil {
			head.prev.next = head.next
		} else {
			root.queues = head.next
		}
	}
	head.next, head.prev, head.same, head.sameTail, head.elem = nil, nil, nil, nil, nil
	return head
}

//go:linkname sync_runtime_Semacquire sync.runtime_Semacquire
func sync_runtime_Semacquire(s *uint32) { acquireSema(s, false, waitSemaphore, 2) }

//go:linkname sync_runtime_SemacquireWaitGroup sync.runtime_SemacquireWaitGroup
func sync_runtime_SemacquireWaitGroup(s *uint32, synctestDurable bool) {
	reason := waitWaitGroup
	if synctestDurable {
		reason = waitBubbleGroup
	}
	acquireSema(s, false, reason, 2)
}

//go:linkname sync_runtime_SemacquireRWMutexR sync.runtime_SemacquireRWMutexR
func sync_runtime_SemacquireRWMutexR(s *uint32, lifo bool, skipframes int) {
	acquireSema(s, lifo, waitRWMutexR, skipframes+2)
}

//go:linkname sync_runtime_SemacquireRWMutex sync.runtime_SemacquireRWMutex
func sync_runtime_SemacquireRWMutex(s *uint32, lifo bool, skipframes int) {
	acquireSema(s, lifo, waitRWMutex, skipframes+2)
}

//go:linkname sync_runtime_Semrelease sync.runtime_Semrelease
func sync_runtime_Semrelease(s *uint32, handoff bool, skipframes int) {
	releaseSema(s, handoff, skipframes+2)
}

//go:linkname internal_sync_runtime_SemacquireMutex internal/sync.runtime_SemacquireMutex
func internal_sync_runtime_SemacquireMutex(s *uint32, lifo bool, skipframes int) {
	acquireSema(s, lifo, waitMutex, skipframes+2)
}

//go:linkname internal_sync_runtime_Semrelease internal/sync.runtime_Semrelease
func internal_sync_runtime_Semrelease(s *uint32, handoff bool, skipframes int) {
	releaseSema(s, handoff, skipframes+2)
}

//go:linkname poll_runtime_Semacquire internal/poll.runtime_Semacquire
func poll_runtime_Semacquire(sema *uint32) { acquireSema(sema, false, waitSemaphore, 2) }

//go:linkname poll_runtime_Semrelease internal/poll.runtime_Semrelease
func poll_runtime_Semrelease(sema *uint32) { semrelease(sema) }

const (
	spinTries  = 4
	spinPauses = 30
)

// internal_sync_runtime_canSpin says whether waiting in a loop may pay off: the holder may be running, and nobody waits
// for this processor.
//
//go:linkname internal_sync_runtime_canSpin internal/sync.runtime_canSpin
func internal_sync_runtime_canSpin(i int) bool {
	if i >= spinTries || usableProcessors <= 1 ||
		uint32(processorCount) <= atomicLoad(&idleCount)+atomicLoad(&spinning)+1 {
		return false
	}
	return getg().m.p.isEmpty()
}

//go:linkname internal_sync_runtime_doSpin internal/sync.runtime_doSpin
func internal_sync_runtime_doSpin() {
	for range spinPauses {
		pause()
	}
}

//go:linkname internal_sync_nanotime internal/sync.runtime_nanotime
func internal_sync_nanotime() int64 { return nanotime() }
