// Channels and select: what compiled code and the standard library ask of them.

package runtime

import "unsafe"

// A hchan is a channel.
type hchan struct {
	qcount   uint // values in the buffer
	dataqsiz uint // room for values in the buffer
}

// A chantype describes a channel type.
type chantype struct {
	typ  _type
	elem *_type
	dir  int
}

// A scase is one case of a select statement: a channel, and where the value is or goes.
type scase struct {
	c    *hchan
	elem unsafe.Pointer
}

// makechan is make(chan T, size).
func makechan(typ *chantype, size int) *hchan

// chansend1 is c <- *elem.
func chansend1(c *hchan, elem unsafe.Pointer)

// chanrecv1 is *elem = <-c.
func chanrecv1(c *hchan, elem unsafe.Pointer)

// chanrecv2 is *elem, ok = <-c.
func chanrecv2(c *hchan, elem unsafe.Pointer) bool

// closechan is close(c).
func closechan(c *hchan)

// selectnbsend is a select of one send and default; it says whether the value was sent.
func selectnbsend(c *hchan, elem unsafe.Pointer) bool

// selectnbrecv is a select of one receive and default; it says whether it was chosen, and whether a value was sent.
func selectnbrecv(elem unsafe.Pointer, c *hchan) (selected, received bool)

// selectgo chooses one of several cases, sends first, then receives; order has room for two uint16 per case. It gives
// the number of the case, or -1 for default, and whether a received value was sent.
func selectgo(cases *scase, order unsafe.Pointer, sends, receives int, block bool) (int, bool)

// block is select {}.
func block()

// chanlen is len(c).
func chanlen(c *hchan) int {
	if c == nil {
		return 0
	}
	return int(c.qcount)
}

// chancap is cap(c).
func chancap(c *hchan) int {
	if c == nil {
		return 0
	}
	return int(c.dataqsiz)
}
