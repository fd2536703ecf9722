// Condition queues of sync.Cond: who waits has a ticket, and tickets are called in their order.

package runtime

import "unsafe"

// A notifyList is the queue of sync.Cond; the layout is that of sync.notifyList.
type notifyList struct {
	wait   uint32 // the next ticket to give
	notify uint32 // the next ticket to call
	lock   mutex
	_      uint32
	head   *sudog
	tail   *sudog
}

// notifyListAdd gives a ticket.
//
//go:linkname notifyListAdd sync.runtime_notifyListAdd
func notifyListAdd(l *notifyList) uint32 { return atomicAdd(&l.wait, 1) - 1 }

// isBefore compares tickets, which may wrap around.
func isBefore(a, b uint32) bool { return int32(a-b) < 0 }

// notifyListWait waits until a ticket is called.
//
//go:linkname notifyListWait sync.runtime_notifyListWait
func notifyListWait(l *notifyList, t uint32) {
	lock(&l.lock)
	if isBefore(t, l.notify) {
		unlock(&l.lock)
		return
	}
	one := takeSudog(getg())
	one.ticket = t
	if l.tail == nil {
		l.head = one
	} else {
		l.tail.next = one
	}
	l.tail = one
	one.elem = unsafe.Pointer(l)
	one.g.waiting = one
	begin := beginWait()
	parkUnlocking(&l.lock, waitCond)
	one.g.waiting = nil
	endWait(begin, 1)
	putSudog(one)
}

//go:linkname notifyListNotifyAll sync.runtime_notifyListNotifyAll
func notifyListNotifyAll(l *notifyList) {
	if atomicLoad(&l.wait) == atomicLoad(&l.notify) {
		return
	}
	lock(&l.lock)
	one := l.head
	l.head, l.tail = nil, nil
	atomicStore(&l.notify, atomicLoad(&l.wait))
	unlock(&l.lock)
	for one != nil {
		next := one.next
		one.next = nil
		checkWake(one.g)
		ready(one.g)
		one = next
	}
}

// notifyListNotifyOne calls one ticket. Its owner may not wait yet; then he will not.
//
//go:linkname notifyListNotifyOne sync.runtime_notifyListNotifyOne
func notifyListNotifyOne(l *notifyList) {
	if atomicLoad(&l.wait) == atomicLoad(&l.notify) {
		return
	}
	lock(&l.lock)
	t := l.notify
	if t == atomicLoad(&l.wait) {
		unlock(&l.lock)
		return
	}
	atomicStore(&l.notify, t+1)
	var before *sudog
	for one := l.head; one != nil; before, one = one, one.next {
		if one.ticket != t {
			continue
		}
		if before == nil {
			l.head = one.next
		} else {
			before.next = one.next
		}
		if l.tail == one {
			l.tail = before
		}
		one.next = nil
		unlock(&l.lock)
		checkWake(one.g)
		ready(one.g)
		return
	}
	unlock(&l.lock)
}

// notifyListCheck makes sure that package sync has the same layout in mind.
//
//go:linkname notifyListCheck sync.runtime_notifyListCheck
func notifyListCheck(size uintptr) {
	if size != unsafe.Sizeof(notifyList{}) {
		throw("bad notifyList size")
	}
}
