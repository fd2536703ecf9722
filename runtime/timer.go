// Timers: time.Timer, time.Ticker, time.Sleep, deadlines of the network poller.
//
// Each processor has a heap of timers, which its thread looks at whenever it looks for work; other threads do so when
// they steal. The heap is a pairing heap: timers are linked with each other, so that nothing is allocated. (M. Fredman
// and others, "The Pairing Heap", 1986.)
//
// The function of a timer with a channel runs while the heap is locked. So who has stopped such a timer knows that no
// send is under way, and may throw away what the channel holds: after Stop and Reset no time of before is received.
//
// A timer with a channel is in a heap only while a goroutine waits at the channel; otherwise it is dormant, and who looks
// at the channel lets it run if its time has come. So a timer that is forgotten with its channel is collected, and puts
// off no report of a deadlock. In a bubble, whose clock stands still until all timers are known, none is dormant.
//
// Invariants: t.heap is not nil as long as t is in a heap, or as its function runs with the heap locked; it changes while
// the lock of that heap is held. A dormant timer is in no heap. Locks are taken in the order t.lock, heap, channel.

package runtime

import "unsafe"

// A timer is a call that is to be made.
type timer struct {
	lock    mutex      // of who stops or resets it
	heap    *timerHeap // in which it is
	when    int64      // as nanotime tells it
	period  int64      // of a ticker; 0: once
	f       func(arg any, seq uintptr, delta int64)
	arg     any
	seq     uintptr
	channel *hchan  // that tells its time
	waiters int32   // goroutines that wait at the channel, or are about to
	dormant bool    // it is to run, but nobody waits
	bubble  *bubble // whose clock counts

	child *timer // later ones, in the heap
	next  *timer // sibling
	prev  *timer // sibling before, or parent
}

// A timerHeap is a heap of timers.
type timerHeap struct {
	lock mutex
	root *timer
	when uint64 // of the root; 0: there is none
}

// first gives the time of the earliest timer, 0 if there is none.
func (h *timerHeap) first() int64 { return int64(atomicLoad64(&h.when)) }

// merge makes one tree of two.
func merge(a, b *timer) *timer {
	if a == nil {
		return b
	}
	if b == nil {
		return a
	}
	if b.when < a.when {
		a, b = b, a
	}
	b.next, b.prev = a.child, a
	if a.child != nil {
		a.child.prev = b
	}
	a.child = b
	return a
}

// mergePairs makes one tree of the children of a timer: pairs from the left, then all from the right.
func mergePairs(first *timer) *timer {
	var pairs *timer
	for first != nil {
		a, b := first, first.next
		first = nil
		if b != nil {
			first = b.next
			b.next, b.prev = nil, nil
		}
		a.next, a.prev = nil, nil
		pair := merge(a, b)
		pair.next, pairs = pairs, pair
	}
	var tree *timer
	for pairs != nil {
		pair := pairs
		pairs = pair.next
		pair.next = nil
		tree = merge(tree, pair)
	}
	return tree
}

// insert and remove change the heap, which is locked.
func (h *timerHeap) insert(t *timer) {
	t.child, t.next, t.prev = nil, nil, nil
	h.root = merge(h.root, t)
	h.note()
}

func (h *timerHeap) remove(t *timer) {
	if t == h.root {
		h.root = mergePairs(t.child)
	} else {
		if t.prev.child == t {
			t.prev.child = t.next
		} else {
			t.prev.next = t.next
		}
		if t.next != nil {
			t.next.prev = t.prev
		}
		h.root = merge(h.root, mergePairs(t.child))
	}
	t.child, t.next, t.prev = nil, nil, nil
	h.note()
}

func (h *timerHeap) note() {
	when := uint64(0)
	if h.root != nil {
		h.root.prev, h.root.next = nil, nil
		when = uint64(max(h.root.when, 1))
	}
	atomicStore64(&h.when, when)
}

// moveTo empties the heap into another one, while the world is stopped.
func (h *timerHeap) moveTo(other *timerHeap) {
	for h.root != nil {
		t := h.root
		h.remove(t)
		t.heap = other
		other.insert(t)
	}
}

// runTimers calls the functions of all timers whose time has come; now may be 0. It gives the time, and that of the next
// timer, 0 if there is none.
func (pp *p) runTimers(now int64) (int64, int64) {
	h := &pp.timers
	when := h.first()
	if when == 0 {
		return now, 0
	}
	if now == 0 {
		now = nanotime()
	}
	if when > now {
		return now, when
	}
	lock(&h.lock)
	for h.root != nil && h.root.when <= now {
		h.run(h.root, now)
	}
	when = h.first()
	unlock(&h.lock)
	return now, when
}

// run calls the function of the first timer.
func (h *timerHeap) run(t *timer, now int64) {
	f, arg, seq, delta := t.f, t.arg, t.seq, now-t.when
	h.remove(t)
	if t.period > 0 {
		t.advance(delta)
		h.insert(t)
	} else if t.channel == nil {
		t.setHeap(nil)
	}
	if t.channel == nil {
		unlock(&h.lock)
		f(arg, seq, delta)
		lock(&h.lock)
		return
	}
	f(arg, seq, delta)
	if t.period <= 0 {
		t.setHeap(nil)
	}
}

func (t *timer) setHeap(h *timerHeap) {
	atomicStoreUintptr((*uintptr)(unsafe.Pointer(&t.heap)), uintptr(unsafe.Pointer(h)))
}

// stop takes the timer out of its heap; it says whether it was in one. The caller holds t.lock.
func (t *timer) stop() bool {
	for {
		h := (*timerHeap)(unsafe.Pointer(atomicLoadUintptr((*uintptr)(unsafe.Pointer(&t.heap)))))
		if h == nil {
			return false
		}
		lock(&h.lock)
		if t.heap != h {
			unlock(&h.lock)
			continue
		}
		h.remove(t)
		t.setHeap(nil)
		unlock(&h.lock)
		return true
	}
}

// start puts the timer into the heap of the processor, or of the bubble, which runs it at once if it is time. The caller holds t.lock.
func (t *timer) start() {
	if t.when < 0 {
		t.when = 1<<63 - 1
	}
	h := &getg().m.p.timers
	if t.bubble != nil {
		h = &t.bubble.timers
	}
	lock(&h.lock)
	t.setHeap(h)
	h.insert(t)
	unlock(&h.lock)
	if t.bubble == nil {
		wakePoller(t.when)
	} else if t.when <= t.bubble.now {
		t.bubble.runTimers()
	}
}

// arm starts the timer, or lets it be dormant until somebody waits. The caller holds t.lock.
func (t *timer) arm() {
	t.dormant = t.channel != nil && t.bubble == nil && t.waiters == 0
	if !t.dormant {
		t.start()
	}
}

// disarm undoes arm; it says whether the timer was still to run. The caller holds t.lock.
func (t *timer) disarm() bool {
	pending := t.dormant
	t.dormant = false
	return t.stop() || pending
}

// look lets a dormant timer run if its time has come: somebody looks at its channel. With `wait` it is started, for the
// goroutine may wait there until it calls leave.
func (t *timer) look(wait bool) {
	if t.bubble != nil {
		return
	}
	lock(&t.lock)
	if wait {
		t.waiters++
	}
	if t.dormant {
		t.runDormant()
	}
	if wait && t.dormant {
		t.dormant = false
		t.start()
	}
	unlock(&t.lock)
}

func (t *timer) runDormant() {
	delta := nanotime() - t.when
	if delta < 0 {
		return
	}
	t.dormant = t.period > 0
	t.advance(delta)
	t.f(t.arg, t.seq, delta)
}

// leave is called when the goroutine no longer waits at the channel.
func (t *timer) leave() {
	if t.bubble != nil {
		return
	}
	lock(&t.lock)
	if t.waiters--; t.waiters == 0 && t.stop() {
		t.dormant = true
	}
	unlock(&t.lock)
}

// advance sets the next time of a ticker, which is late by delta.
func (t *timer) advance(delta int64) {
	if t.period <= 0 {
		return
	}
	t.when += t.period * (1 + delta/t.period)
	if t.when < 0 {
		t.when = 1<<63 - 1
	}
}

// halt is Stop: it says whether the call was still to come.
func (t *timer) halt() bool {
	lock(&t.lock)
	pending := t.disarm()
	if t.drain() {
		pending = true
	}
	unlock(&t.lock)
	return pending
}

// reset stops the timer and starts it anew.
func (t *timer) reset(when, period int64, f func(any, uintptr, int64), arg any, seq uintptr) bool {
	lock(&t.lock)
	pending := t.disarm()
	if t.drain() {
		pending = true
	}
	if when < 0 {
		when = 1<<63 - 1
	}
	t.when, t.period, t.f, t.arg, t.seq = when, period, f, arg, seq
	t.arm()
	unlock(&t.lock)
	return pending
}

// drain takes the time of before out of the channel; it says whether there was one.
func (t *timer) drain() bool {
	c := t.channel
	if c == nil {
		return false
	}
	lock(&c.lock)
	found := c.qcount > 0
	for c.qcount > 0 {
		c.takeFirst(nil)
	}
	unlock(&c.lock)
	return found
}
