// Bubbles of testing/synctest: goroutines with a clock of their own, which goes on only when all of them wait for each
// other.
//
// A goroutine that is started in a bubble belongs to it, and so do the channels and timers that it makes. A goroutine
// waits durably if only another one of the bubble, or the clock, can wake it: in a channel of the bubble, in sync.Cond
// and sync.WaitGroup, asleep; not for a mutex, nor for the system. When all wait durably, the one in Wait goes on; if
// there is none, the caller of Run sets the clock to the next timer and runs it; if there is none either, Run ends.
//
// Invariant: running counts the goroutines that do not wait durably, holds what else keeps the clock from going on: a
// goroutine that is about to wait, one that was woken by the bubble and does not run yet, and what Acquire was told.
//
// Source: package testing/synctest, documentation.

package runtime

import "unsafe"

const bubbleStart = 946684800 * nanosecondsPerSecond // midnight UTC 2000-01-01, in nanoseconds since 1970

// A bubble is such a set of goroutines. It lies in the heap.
type bubble struct {
	id     uint32
	timers timerHeap // by the bubble's clock
	now    int64     // the clock

	lock    mutex // of what follows
	root    *g    // in Run
	first   *g    // the goroutine that Run started
	waiter  *g    // in Wait
	waits   bool  // somebody is in Wait, or about to be
	ended   bool  // the first goroutine has
	total   int   // goroutines
	running int
	holds   int
}

var bubbles uint32 // numbers given

// change counts, and gives the goroutine that goes on because all wait durably now, nil for none. total is how many
// goroutines have come, running and holds likewise.
func (b *bubble) change(total, running, holds int) *g {
	lock(&b.lock)
	b.total += total
	b.running += running
	b.holds += holds
	if b.running < 0 || b.holds < 0 {
		throw("bubble with a negative count")
	}
	var woken *g
	if b.running == 0 && b.holds == 0 {
		b.holds++ // until it runs
		woken = b.root
		if when := b.timers.first(); b.waiter != nil && (when == 0 || when > b.now) {
			woken = b.waiter
		}
	}
	unlock(&b.lock)
	return woken
}

func (b *bubble) count(total, running, holds int) {
	if woken := b.change(total, running, holds); woken != nil {
		ready(woken)
	}
}

// beginPark is called before a goroutine of the bubble can be woken; endPark when it waits, or does not.
func (b *bubble) beginPark(gp *g) {
	if gp.reason.isDurable() {
		b.count(0, -1, 1)
	} else {
		b.count(0, 0, 1)
	}
}

func (b *bubble) endPark(reason waitReason, waits bool) {
	if !waits && reason.isDurable() {
		b.count(0, 1, -1)
	} else {
		b.count(0, 0, -1)
	}
}

// synctestRun runs f in a new bubble.
//
//go:linkname synctestRun internal/synctest.Run
//go:noinline
func synctestRun(f func()) {
	gp := getg()
	if gp.bubble != nil {
		panic("synctest.Run called from within a synctest bubble")
	}
	b := &bubble{id: atomicAdd(&bubbles, 1), now: bubbleStart, root: gp, total: 1, running: 1, holds: 1}
	gp.bubble = b
	defer forgetBubble(gp)
	startFirst(b, f, getg().returnAddressOf(getcallerpc()))
	for {
		b.runTimers()
		park(rootMayWait, nil, waitRun)
		lock(&b.lock)
		next := b.timers.first()
		if next == 0 || b.ended {
			break
		}
		b.now = max(next, b.now)
		unlock(&b.lock)
	}
	total, ended := b.total, b.ended
	unlock(&b.lock)
	if total == 1 {
		return
	}
	text := "deadlock: all goroutines in bubble are blocked"
	if ended {
		text = "deadlock: main bubble goroutine has exited but blocked goroutines remain"
	}
	panic(synctestDeadlockError(text))
}

func forgetBubble(gp *g) { gp.bubble = nil }

// startFirst starts the goroutine whose end ends the bubble.
//
//go:noinline
func startFirst(b *bubble, f func(), origin uintptr) {
	mp := acquirem()
	b.first = newG(mp.p, f, getg())
	b.first.origin = origin
	mp.p.put(b.first, true)
	wakep()
	releasem(mp)
}

// rootMayWait gives up what keeps the clock from going on while Run works.
func rootMayWait(gp *g, _ unsafe.Pointer) bool {
	gp.bubble.change(0, 0, -1)
	return true
}

// runTimers runs the timers whose time has come. It is called by the goroutine in Run, to which their goroutines belong.
func (b *bubble) runTimers() {
	h := &b.timers
	lock(&h.lock)
	for h.root != nil && h.root.when <= b.now {
		h.run(h.root, b.now)
	}
	unlock(&h.lock)
}

// A synctestDeadlockError is the panic of a bubble in which nothing can go on.
type synctestDeadlockError string

func (e synctestDeadlockError) Error() string { return string(e) }

// synctestWait waits until all other goroutines of the bubble wait durably.
//
//go:linkname synctestWait internal/synctest.Wait
//go:noinline
func synctestWait() {
	b := getg().bubble
	if b == nil {
		panic("goroutine is not in a bubble")
	}
	lock(&b.lock)
	if b.waits {
		unlock(&b.lock)
		panic("wait already in progress")
	}
	b.waits = true
	unlock(&b.lock)
	park(enterWait, nil, waitBubble)
	lock(&b.lock)
	b.waiter, b.waits = nil, false
	unlock(&b.lock)
	b.count(0, 0, -1)
}

func enterWait(gp *g, _ unsafe.Pointer) bool {
	b := gp.bubble
	lock(&b.lock)
	b.waiter = gp
	unlock(&b.lock)
	return true
}

// enterBubble enters a goroutine that one of the bubble has started.
func (gp *g) enterBubble(b *bubble) {
	gp.bubble = b
	if b != nil {
		b.count(1, 1, 0)
	}
}

// leaveBubble takes a goroutine out of its bubble, because it has ended or does not belong to the program.
func (gp *g) leaveBubble() {
	b := gp.bubble
	if b == nil {
		return
	}
	gp.bubble = nil
	lock(&b.lock)
	if gp == b.first {
		b.ended = true
	}
	unlock(&b.lock)
	b.count(-1, -1, 0)
}

// countInBubble says that a coroutine runs, or waits: it is switched to and from without park and ready.
func (gp *g) countInBubble(running int) {
	if b := gp.bubble; b != nil {
		b.count(0, running, 0)
	}
}

// bubbleID gives the number of the running goroutine's bubble, 0 for none.
func bubbleID() uint32 {
	if b := getg().bubble; b != nil {
		return b.id
	}
	return 0
}

// checkBubble ends the program if a goroutine uses what belongs to another bubble.
func checkBubble(owner uint32, text string) {
	if owner != 0 && bubbleID() != owner {
		fatal(text)
	}
}

// checkWake ends the program if a goroutine of a bubble is about to be woken from outside.
func checkWake(gp *g) {
	if b := gp.bubble; b != nil && getg().bubble != b {
		println("semaphore wake of synctest goroutine", gp.id, "from outside bubble")
		fatal("semaphore wake of synctest goroutine from outside bubble")
	}
}

//go:linkname synctest_isInBubble internal/synctest.IsInBubble
func synctest_isInBubble() bool { return getg().bubble != nil }

// synctest_acquire gives the goroutine's bubble, nil for none, and keeps its clock from going on.
//
//go:linkname synctest_acquire internal/synctest.acquire
//go:noinline
func synctest_acquire() any {
	b := getg().bubble
	if b == nil {
		return nil
	}
	b.count(0, 0, 1)
	return b
}

//go:linkname synctest_release internal/synctest.release
//go:noinline
func synctest_release(held any) { held.(*bubble).count(0, 0, -1) }

// synctest_inBubble calls f as if the goroutine belonged to the bubble.
//
//go:linkname synctest_inBubble internal/synctest.inBubble
//go:noinline
func synctest_inBubble(held any, f func()) {
	gp := getg()
	if gp.bubble != nil {
		panic("goroutine is already bubbled")
	}
	gp.bubble = held.(*bubble)
	defer forgetBubble(gp)
	f()
}

// What an object is to a bubble; as in internal/synctest.
const (
	bubbleNone = iota // it belongs to none
	bubbleThis
	bubbleOther
)

// association says to which bubble an object belongs. If to none, it belongs to this one from now on, if that is wanted.
// Variables of packages belong to none.
func association(p unsafe.Pointer, id uint32, enter bool) int {
	s := spanOf(uintptr(p))
	if s == nil {
		return bubbleNone
	}
	one := newSpecial(uintptr(p), specialBubble)
	one.id = uint64(id)
	lock(&s.lock)
	found := s.find(one.offset, specialBubble)
	result := bubbleNone
	switch {
	case found != nil && (*found).id == uint64(id):
		result = bubbleThis
	case found != nil:
		result = bubbleOther
	case enter:
		one.enter()
		result = bubbleThis
		one = nil
	}
	unlock(&s.lock)
	if one != nil {
		recycleSpecial(one)
	}
	return result
}

//go:linkname synctest_associate internal/synctest.associate
//go:noinline
func synctest_associate(p unsafe.Pointer) int { return association(p, bubbleID(), true) }

//go:linkname synctest_isAssociated internal/synctest.isAssociated
//go:noinline
func synctest_isAssociated(p unsafe.Pointer) bool {
	return association(p, bubbleID(), false) == bubbleThis
}

//go:linkname synctest_disassociate internal/synctest.disassociate
//go:noinline
func synctest_disassociate(p unsafe.Pointer) {
	if s := spanOf(uintptr(p)); s != nil {
		removeSpecial(s, uintptr(p)-s.start, specialBubble, uint64(bubbleID()))
	}
}
