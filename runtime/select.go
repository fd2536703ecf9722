// Select statements with several cases.
//
// Two orders of the cases: a random one, in which they are tried, and that of the channels' addresses, in which their
// locks are taken. If no case can go on, the goroutine waits in the queues of all channels, and the first one to take it
// out of a queue has chosen the case.
//
// Spec, "Select statements": if one or more communications can proceed, a single one is chosen by a uniform
// pseudo-random selection.

package runtime

import "unsafe"

// A scase is one case of a select statement: a channel, and where the value is or goes.
type scase struct {
	c    *hchan
	elem unsafe.Pointer
}

// A selection is a select statement that is being executed.
type selection struct {
	cases []scase
	sends int      // the first cases are sends
	alien bool     // one of the channels belongs to no bubble
	timed bool     // one of the channels is a timer's
	poll  []uint16 // cases with a channel, in random order
	locks []uint16 // the same, by address of the channel
}

// block is select {}.
func block() { park(nil, nil, waitSelectNone) }

// selectgo chooses one of several cases, sends first, then receives; order has room for two uint16 per case. It gives
// the number of the case, or -1 for default, and whether a received value was sent.
func selectgo(cases *scase, order unsafe.Pointer, sends, receives int, block bool) (int, bool) {
	count := sends + receives
	places := unsafe.Slice((*uint16)(order), 2*count)
	s := selection{
		cases: unsafe.Slice(cases, count),
		sends: sends,
		poll:  places[:0:count],
		locks: places[count : count : 2*count],
	}
	s.shuffle()
	if len(s.poll) == 0 {
		if !block {
			return -1, false
		}
		park(nil, nil, waitSelectNone)
	}
	s.sortLocks()
	if !s.timed {
		return s.choose(block)
	}
	for _, i := range s.poll {
		if t := s.cases[i].c.timer; t != nil {
			t.look(block)
		}
	}
	chosen, received := s.choose(block)
	for i := 0; block && i < len(s.poll); i++ {
		if t := s.cases[s.poll[i]].c.timer; t != nil {
			t.leave()
		}
	}
	return chosen, received
}

// choose carries out one of the cases, or waits until one can go on.
func (s *selection) choose(block bool) (int, bool) {
	s.lock()
	for _, i := range s.poll {
		if done, received, closed := s.try(int(i)); done {
			if closed {
				panic(plainError("send on closed channel"))
			}
			return int(i), received
		}
	}
	if !block {
		s.unlock()
		return -1, false
	}
	return s.wait()
}

// shuffle fills the random order, without the cases of nil channels, which never go on.
func (s *selection) shuffle() {
	for i := range s.cases {
		c := s.cases[i].c
		if c == nil {
			continue
		}
		checkBubble(c.bubble, "select on synctest channel from outside bubble")
		s.alien = s.alien || c.bubble == 0
		s.timed = s.timed || c.timer != nil
		n := len(s.poll)
		s.poll = s.poll[:n+1]
		j := int(randn(uint32(n + 1)))
		s.poll[n] = s.poll[j]
		s.poll[j] = uint16(i)
	}
}

// sortLocks fills the order of the locks by heap sort: it needs no memory, and no time that an enemy can make long.
func (s *selection) sortLocks() {
	n := len(s.poll)
	s.locks = s.locks[:n]
	copy(s.locks, s.poll)
	for i := n/2 - 1; i >= 0; i-- {
		s.sift(i, n)
	}
	for end := n - 1; end > 0; end-- {
		s.locks[0], s.locks[end] = s.locks[end], s.locks[0]
		s.sift(0, end)
	}
}

func (s *selection) sift(at, n int) {
	for child := 2*at + 1; child < n; child = 2*at + 1 {
		if child+1 < n && s.place(child) < s.place(child+1) {
			child++
		}
		if s.place(at) >= s.place(child) {
			return
		}
		s.locks[at], s.locks[child] = s.locks[child], s.locks[at]
		at = child
	}
}

func (s *selection) place(i int) uintptr {
	return uintptr(unsafe.Pointer(s.cases[s.locks[i]].c))
}

// lock takes the locks of all channels; one that stands in several cases is locked once.
func (s *selection) lock() {
	var last *hchan
	for _, i := range s.locks {
		if c := s.cases[i].c; c != last {
			lock(&c.lock)
			last = c
		}
	}
}

func (s *selection) unlock() {
	for i := len(s.locks) - 1; i >= 0; i-- {
		c := s.cases[s.locks[i]].c
		if i == 0 || s.cases[s.locks[i-1]].c != c {
			unlock(&c.lock)
		}
	}
}

// try carries out a case if it can go on, and gives back the locks then. closed: it is a send on a closed channel.
func (s *selection) try(i int) (done, received, closed bool) {
	c, elem := s.cases[i].c, s.cases[i].elem
	if i < s.sends {
		return s.trySend(c, elem)
	}
	if other := c.sendq.take(); other != nil {
		c.receiveFrom(other, elem)
		s.unlock()
		ready(other.g)
		return true, true, false
	}
	if c.qcount > 0 {
		c.takeFirst(elem)
		s.unlock()
		return true, true, false
	}
	if c.closed != 0 {
		s.unlock()
		c.clear(elem)
		return true, false, false
	}
	return false, false, false
}

func (s *selection) trySend(c *hchan, elem unsafe.Pointer) (done, received, closed bool) {
	if c.closed != 0 {
		s.unlock()
		return true, false, true
	}
	if other := c.recvq.take(); other != nil {
		c.sendTo(other, elem)
		s.unlock()
		ready(other.g)
		return true, false, false
	}
	if c.qcount < c.dataqsiz {
		typedmemmove(c.elemtype, c.slot(c.sendx), elem)
		c.sendx = c.after(c.sendx)
		c.qcount++
		s.unlock()
		return true, false, false
	}
	return false, false, false
}

// wait waits for all cases and gives the one that was chosen.
func (s *selection) wait() (int, bool) {
	gp := getg()
	next := &gp.waiting
	for _, i := range s.locks {
		c := s.cases[i].c
		one := takeSudog(gp)
		one.isSelect, one.elem, one.c = true, s.cases[i].elem, c
		*next = one
		next = &one.link
		if int(i) < s.sends {
			c.sendq.add(one)
		} else {
			c.recvq.add(one)
		}
	}
	gp.woken = nil
	atomicStore(&gp.selectDone, 0)
	begin := beginWait()
	reason := waitSelect
	if !s.alien {
		reason = waitBubbleSelect
	}
	park(unlockSelect, nil, reason)
	endWait(begin, 1)
	s.lock()
	chosen, success := s.leaveQueues(gp)
	s.unlock()
	if chosen < s.sends && !success {
		panic(plainError("send on closed channel"))
	}
	return chosen, success && chosen >= s.sends
}

// leaveQueues takes the goroutine out of the queues in which it still is.
func (s *selection) leaveQueues(gp *g) (chosen int, success bool) {
	one := gp.waiting
	gp.waiting = nil
	for _, i := range s.locks {
		if one == gp.woken {
			chosen, success = int(i), one.success
		} else if int(i) < s.sends {
			one.c.sendq.remove(one)
		} else {
			one.c.recvq.remove(one)
		}
		link := one.link
		putSudog(one)
		one = link
	}
	gp.woken = nil
	return chosen, success
}

// unlockSelect gives back the locks of the channels for which a goroutine waits. From the first unlock on the goroutine
// may have been woken; but it needs the last lock before it leaves the queues.
func unlockSelect(gp *g, _ unsafe.Pointer) bool {
	var last *hchan
	for one := gp.waiting; one != nil; one = one.link {
		if one.c != last && last != nil {
			unlock(&last.lock)
		}
		last = one.c
	}
	unlock(&last.lock)
	return true
}
