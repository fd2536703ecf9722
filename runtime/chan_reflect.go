// Channels and select as package reflect uses them.

package runtime

import "unsafe"

//go:linkname reflect_makechan reflect.makechan
func reflect_makechan(typ *chantype, size int) *hchan { return makechan(typ, size) }

//go:linkname reflect_chansend reflect.chansend0
func reflect_chansend(c *hchan, elem unsafe.Pointer, nb bool) bool { return chansend(c, elem, !nb) }

//go:linkname reflect_chanrecv reflect.chanrecv
func reflect_chanrecv(c *hchan, nb bool, elem unsafe.Pointer) (selected, received bool) {
	return chanrecv(c, elem, !nb)
}

//go:linkname reflect_chanclose reflect.chanclose
func reflect_chanclose(c *hchan) { closechan(c) }

// What a case of reflect.Select does.
const (
	selectSends    = 1
	selectReceives = 2
	selectDefault  = 3
)

// A runtimeSelect is a case of reflect.Select; the layout is that of reflect.runtimeSelect.
type runtimeSelect struct {
	dir uintptr
	typ *_type
	c   *hchan
	val unsafe.Pointer // where the value is or goes
}

// reflect_rselect chooses a case; selectgo wants the sends first.
//
//go:linkname reflect_rselect reflect.rselect
func reflect_rselect(cases []runtimeSelect) (int, bool) {
	if len(cases) == 0 {
		block()
	}
	ordered := make([]scase, len(cases))
	original := make([]int, len(cases))
	sends, receives, otherwise := 0, 0, -1
	for i := range cases {
		at := sends
		switch cases[i].dir {
		case selectDefault:
			otherwise = i
			continue
		case selectSends:
			sends++
		case selectReceives:
			receives++
			at = len(cases) - receives
		}
		ordered[at] = scase{cases[i].c, cases[i].val}
		original[at] = i
	}
	if sends+receives == 0 {
		return otherwise, false
	}
	// The case of default leaves a gap between sends and receives.
	copy(ordered[sends:], ordered[len(cases)-receives:])
	copy(original[sends:], original[len(cases)-receives:])
	order := make([]uint16, 2*(sends+receives))
	chosen, received := selectgo(&ordered[0], unsafe.Pointer(&order[0]), sends, receives, otherwise < 0)
	if chosen < 0 {
		return otherwise, false
	}
	return original[chosen], received
}
