// Channels.
//
// Values go from a sender to a waiting receiver directly, from stack to stack, else through a ring of dataqsiz values.
//
// Invariant: at least one of c.recvq and c.sendq is empty, unless one goroutine waits for both in a select. If the
// buffer holds values, c.recvq is empty; if it has room, c.sendq is.

package runtime

import "unsafe"

// A hchan is a channel. Debuggers know the names of its fields.
type hchan struct {
	qcount   uint           // values in the buffer
	dataqsiz uint           // room for values in the buffer
	buf      unsafe.Pointer // the ring
	elemsize uint16
	closed   uint32
	timer    *timer // whose time the channel tells
	elemtype *_type
	sendx    uint // where the next value goes
	recvx    uint // where the next value comes from
	recvq    waitQueue
	sendq    waitQueue
	lock     mutex
	bubble   uint32 // number of the bubble of testing/synctest that it was made in
}

// A chantype describes a channel type.
type chantype struct {
	typ  _type
	elem *_type
	dir  int
}

const hchanSize = (unsafe.Sizeof(hchan{}) + 15) &^ 15

// makechan is make(chan T, size).
func makechan(typ *chantype, size int) *hchan {
	elem := typ.elem
	if size < 0 || elem.Size != 0 && uintptr(size) > (maxAlloc-hchanSize)/elem.Size {
		panic(plainError("makechan: size out of range"))
	}
	var c *hchan
	bytes := elem.Size * uintptr(size)
	if elem.PtrBytes == 0 {
		// The channel refers to nothing in the heap: one object without pointers holds all.
		c = (*hchan)(mallocgc(hchanSize+bytes, nil, true))
		c.buf = unsafe.Add(unsafe.Pointer(c), hchanSize)
	} else {
		c = new(hchan)
		if bytes != 0 {
			c.buf = makeslice(elem, size, size)
		}
	}
	c.elemsize = uint16(elem.Size)
	c.elemtype = elem
	c.dataqsiz = uint(size)
	c.bubble = bubbleID()
	return c
}

// slot gives the place of a value in the ring.
func (c *hchan) slot(i uint) unsafe.Pointer {
	return unsafe.Add(c.buf, uintptr(i)*uintptr(c.elemsize))
}

// after gives the next index in the ring.
func (c *hchan) after(i uint) uint {
	if i+1 == c.dataqsiz {
		return 0
	}
	return i + 1
}

// chansend1 is c <- *elem.
func chansend1(c *hchan, elem unsafe.Pointer) { chansend(c, elem, true) }

// selectnbsend is a select of one send and default; it says whether the value was sent.
func selectnbsend(c *hchan, elem unsafe.Pointer) bool { return chansend(c, elem, false) }

// chansend sends *elem. It gives false when it would have to wait and may not.
func chansend(c *hchan, elem unsafe.Pointer, wait bool) bool {
	if c == nil {
		if wait {
			park(nil, nil, waitSendNil)
		}
		return false
	}
	checkBubble(c.bubble, "send on synctest channel from outside bubble")
	if !wait && atomicLoad(&c.closed) == 0 && c.isFull() {
		return false
	}
	lock(&c.lock)
	if c.closed != 0 {
		unlock(&c.lock)
		panic(plainError("send on closed channel"))
	}
	if s := c.recvq.take(); s != nil {
		c.sendTo(s, elem)
		unlock(&c.lock)
		ready(s.g)
		return true
	}
	if c.qcount < c.dataqsiz {
		typedmemmove(c.elemtype, c.slot(c.sendx), elem)
		c.sendx = c.after(c.sendx)
		c.qcount++
		unlock(&c.lock)
		return true
	}
	if !wait {
		unlock(&c.lock)
		return false
	}
	gp := getg()
	s := takeSudog(gp)
	s.elem, s.c = elem, c
	gp.waiting, gp.woken = s, nil
	c.sendq.add(s)
	begin := beginWait()
	parkUnlocking(&c.lock, c.reason(waitSend, waitBubbleSend))
	endWait(begin, 1)
	keepPointer(elem)
	gp.waiting = nil
	sent := s.success
	putSudog(s)
	if !sent {
		panic(plainError("send on closed channel"))
	}
	return true
}

// reason gives why a goroutine waits for the channel.
func (c *hchan) reason(anywhere, inBubble waitReason) waitReason {
	if c.bubble != 0 {
		return inBubble
	}
	return anywhere
}

// isFull says whether a send would have to wait; without the lock, it may be wrong a moment later.
func (c *hchan) isFull() bool {
	if c.dataqsiz == 0 {
		return c.recvq.first == nil
	}
	return c.qcount == c.dataqsiz
}

// isEmpty says whether a receive would have to wait, unless the channel is closed.
func (c *hchan) isEmpty() bool {
	if c.dataqsiz == 0 {
		return c.sendq.first == nil
	}
	return c.qcount == 0
}

// sendTo gives a value to a receiver that waits. Its goroutine is ready then.
func (c *hchan) sendTo(s *sudog, elem unsafe.Pointer) {
	if s.elem != nil {
		typedmemmove(c.elemtype, s.elem, elem)
		s.elem = nil
	}
	s.success = true
	s.g.woken = s
}

// chanrecv1 is *elem = <-c.
func chanrecv1(c *hchan, elem unsafe.Pointer) { chanrecv(c, elem, true) }

// chanrecv2 is *elem, ok = <-c.
func chanrecv2(c *hchan, elem unsafe.Pointer) bool {
	_, received := chanrecv(c, elem, true)
	return received
}

// selectnbrecv is a select of one receive and default; it says whether it was chosen, and whether a value was sent.
func selectnbrecv(elem unsafe.Pointer, c *hchan) (selected, received bool) {
	return chanrecv(c, elem, false)
}

// chanrecv receives into *elem, unless that is nil. selected is false when it would have to wait and may not; received is
// false when the channel is closed and empty.
func chanrecv(c *hchan, elem unsafe.Pointer, wait bool) (selected, received bool) {
	if c == nil {
		if wait {
			park(nil, nil, waitReceiveNil)
		}
		return false, false
	}
	checkBubble(c.bubble, "receive on synctest channel from outside bubble")
	if c.timer != nil {
		return c.receiveTime(elem, wait)
	}
	return c.receive(elem, wait)
}

// receiveTime receives from the channel of a timer.
func (c *hchan) receiveTime(elem unsafe.Pointer, wait bool) (selected, received bool) {
	c.timer.look(wait)
	selected, received = c.receive(elem, wait)
	if wait {
		c.timer.leave()
	}
	return selected, received
}

// receive is chanrecv from a channel that is not nil.
func (c *hchan) receive(elem unsafe.Pointer, wait bool) (selected, received bool) {
	if !wait && c.isEmpty() && atomicLoad(&c.closed) == 0 {
		return false, false
	}
	lock(&c.lock)
	if c.closed != 0 && c.qcount == 0 {
		unlock(&c.lock)
		c.clear(elem)
		return true, false
	}
	if s := c.sendq.take(); s != nil {
		c.receiveFrom(s, elem)
		unlock(&c.lock)
		ready(s.g)
		return true, true
	}
	if c.qcount > 0 {
		c.takeFirst(elem)
		unlock(&c.lock)
		return true, true
	}
	if !wait {
		unlock(&c.lock)
		return false, false
	}
	gp := getg()
	s := takeSudog(gp)
	s.elem, s.c = elem, c
	gp.waiting, gp.woken = s, nil
	c.recvq.add(s)
	begin := beginWait()
	parkUnlocking(&c.lock, c.reason(waitReceive, waitBubbleReceive))
	endWait(begin, 1)
	gp.waiting = nil
	received = s.success
	putSudog(s)
	return true, received
}

// clear sets where a value would go to zero.
func (c *hchan) clear(elem unsafe.Pointer) {
	if elem != nil {
		typedmemclr(c.elemtype, elem)
	}
}

// takeFirst takes the first value of the buffer.
func (c *hchan) takeFirst(elem unsafe.Pointer) {
	place := c.slot(c.recvx)
	if elem != nil {
		typedmemmove(c.elemtype, elem, place)
	}
	typedmemclr(c.elemtype, place)
	c.recvx = c.after(c.recvx)
	c.qcount--
}

// receiveFrom takes a value when a sender waits: its own, or the first of a full buffer, whose place the sender's takes.
// The sender is ready then.
func (c *hchan) receiveFrom(s *sudog, elem unsafe.Pointer) {
	if c.dataqsiz == 0 {
		if elem != nil {
			typedmemmove(c.elemtype, elem, s.elem)
		}
	} else {
		place := c.slot(c.recvx)
		if elem != nil {
			typedmemmove(c.elemtype, elem, place)
		}
		typedmemmove(c.elemtype, place, s.elem)
		c.recvx = c.after(c.recvx)
		c.sendx = c.recvx
	}
	s.elem = nil
	s.success = true
	s.g.woken = s
}

// closechan is close(c).
func closechan(c *hchan) {
	if c == nil {
		panic(plainError("close of nil channel"))
	}
	checkBubble(c.bubble, "close of synctest channel from outside bubble")
	lock(&c.lock)
	if c.closed != 0 {
		unlock(&c.lock)
		panic(plainError("close of closed channel"))
	}
	atomicStore(&c.closed, 1)
	var woken *g
	for s := c.recvq.take(); s != nil; s = c.recvq.take() {
		c.clear(s.elem)
		woken = s.wakeByClose(woken)
	}
	for s := c.sendq.take(); s != nil; s = c.sendq.take() {
		woken = s.wakeByClose(woken)
	}
	unlock(&c.lock)
	for woken != nil {
		gp := woken
		woken = gp.schedLink
		gp.schedLink = nil
		ready(gp)
	}
}

// wakeByClose adds a goroutine to a list of those to make ready.
func (s *sudog) wakeByClose(list *g) *g {
	s.elem = nil
	s.success = false
	s.g.woken = s
	s.g.schedLink = list
	return s.g
}

// chanlen is len(c).
func chanlen(c *hchan) int {
	if c == nil || c.timer != nil {
		return 0
	}
	return int(c.qcount)
}

// chancap is cap(c). The channel of a timer passes for one without a buffer.
func chancap(c *hchan) int {
	if c == nil || c.timer != nil {
		return 0
	}
	return int(c.dataqsiz)
}

// keepPointer keeps what p points to from being freed before this call.
//
//go:noinline
func keepPointer(p unsafe.Pointer) {}
