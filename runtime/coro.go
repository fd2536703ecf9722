// Coroutines of package iter: a goroutine that runs only while another one waits for it.
//
// A switch hands the processor over directly: who switches waits, and the other one goes on at once on the same thread.

package runtime

import "unsafe"

// A coro is a coroutine.
type coro struct {
	waiting uintptr // *g: the side that does not run
	f       func(*coro)
}

// newcoro makes a coroutine that will run f.
func newcoro(f func(*coro)) *coro {
	c := new(coro)
	c.f = f
	mp := acquirem()
	gp := newG(mp.p, corostart, getg())
	gp.coroutine = c
	gp.reason = waitCoroutine
	gp.countInBubble(-1)
	atomicStore(&gp.status, gWaiting)
	c.waiting = uintptr(unsafe.Pointer(gp))
	releasem(mp)
	return c
}

// corostart is what the goroutine of a coroutine runs.
func corostart() {
	c := getg().coroutine
	c.f(c)
}

// coroswitch runs a coroutine until that one switches back.
func coroswitch(c *coro) {
	gp := getg()
	gp.reason = waitCoroutine
	gp.switching = c
	mcall(coroswitchNow)
}

func coroswitchNow(gp *g) *g {
	c := gp.switching
	gp.switching = nil
	atomicStore(&gp.status, gWaiting)
	next := c.exchange(uintptr(unsafe.Pointer(gp)))
	gp.countInBubble(-1)
	return next
}

// exchange leaves a side of the coroutine and gives the other one.
func (c *coro) exchange(side uintptr) *g {
	next := (*g)(unsafe.Pointer(atomicSwapUintptr(&c.waiting, side)))
	if next == nil {
		throw("coroswitch on exited coroutine")
	}
	next.countInBubble(1)
	atomicStore(&next.status, gRunnable)
	return next
}

// coroexit ends the goroutine of a coroutine: the other side goes on.
func coroexit(gp *g) *g {
	next := gp.coroutine.exchange(0)
	gp.die(getg().m)
	return next
}
