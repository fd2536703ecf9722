// Floating-point numbers as text: the shortest decimal number that reads back as the same value.
//
// Algorithm: Steele and White, "How to Print Floating-Point Numbers Accurately" (1990), free format, with exact
// integers. The value is numerator/scale; above and below are half the gaps to the neighbours, on the same scale.
// Digits are taken off until the rest is within a gap. Among the shortest numbers the nearest is taken, and a tie goes
// to the even digit.

package runtime

import "unsafe"

// A natural is a natural number, in words from the lowest on. The largest one here is about 10 * 2**1130.
type natural struct {
	words [40]uint32
	len   int // words in use; the highest is not zero
}

func (n *natural) set(v uint64) {
	n.words[0], n.words[1] = uint32(v), uint32(v>>32)
	n.len = 2
	n.trim()
}

func (n *natural) trim() {
	for n.len > 0 && n.words[n.len-1] == 0 {
		n.len--
	}
}

func (n *natural) shiftLeft(bits int) {
	words, rest := bits/32, uint(bits%32)
	for i := n.len - 1; i >= 0; i-- {
		wide := uint64(n.words[i]) << rest
		n.words[i] = 0
		n.words[i+words+1] |= uint32(wide >> 32)
		n.words[i+words] = uint32(wide)
	}
	for i := 0; i < words; i++ {
		n.words[i] = 0
	}
	n.len += words + 1
	n.trim()
}

func (n *natural) mul10() {
	carry := uint64(0)
	for i := 0; i < n.len; i++ {
		wide := uint64(n.words[i])*10 + carry
		n.words[i] = uint32(wide)
		carry = wide >> 32
	}
	if carry != 0 {
		n.words[n.len] = uint32(carry)
		n.len++
	}
}

func (n *natural) add(m *natural) {
	for n.len < m.len {
		n.words[n.len] = 0
		n.len++
	}
	carry := uint64(0)
	for i := 0; i < n.len; i++ {
		wide := uint64(n.words[i]) + carry
		if i < m.len {
			wide += uint64(m.words[i])
		}
		n.words[i] = uint32(wide)
		carry = wide >> 32
	}
	if carry != 0 {
		n.words[n.len] = uint32(carry)
		n.len++
	}
}

// sub subtracts m, which is not larger.
func (n *natural) sub(m *natural) {
	borrow := uint64(0)
	for i := 0; i < n.len; i++ {
		wide := uint64(n.words[i]) - borrow
		if i < m.len {
			wide -= uint64(m.words[i])
		}
		n.words[i] = uint32(wide)
		borrow = wide >> 63
	}
	n.trim()
}

// compare gives a number below, equal to or above 0.
func (n *natural) compare(m *natural) int {
	if n.len != m.len {
		return n.len - m.len
	}
	for i := n.len - 1; i >= 0; i-- {
		if n.words[i] != m.words[i] {
			if n.words[i] < m.words[i] {
				return -1
			}
			return 1
		}
	}
	return 0
}

// A decimal is a floating-point number's value: 0.d1d2d3... times 10**point.
type decimal struct {
	digits   [20]byte
	len      int
	point    int
	negative bool
	special  string // "NaN", "Inf" or ""
}

func shortestFloat64(v float64) decimal {
	bits := *(*uint64)(unsafe.Pointer(&v))
	return shortest(bits>>63 != 0, int(bits>>52&0x7ff), bits&(1<<52-1), 52, 0x7ff)
}

func shortestFloat32(v float32) decimal {
	bits := *(*uint32)(unsafe.Pointer(&v))
	return shortest(bits>>31 != 0, int(bits>>23&0xff), uint64(bits&(1<<23-1)), 23, 0xff)
}

// shortest converts sign, biased exponent and fraction of a format with `width` fraction bits.
func shortest(negative bool, exponent int, fraction uint64, width uint, largest int) decimal {
	d := decimal{negative: negative}
	if exponent == largest {
		d.special = "Inf"
		if fraction != 0 {
			d.special = "NaN"
		}
		return d
	}
	if exponent == 0 && fraction == 0 {
		return d
	}
	// Below a power of two the gap is half of that above it, except at the bottom of the range.
	uneven := fraction == 0 && exponent > 1
	if exponent == 0 {
		exponent = 1
	} else {
		fraction |= 1 << width
	}
	var digits digitMaker
	digits.start(fraction, exponent-largest/2-int(width), uneven)
	digits.make(&d, fraction&1 == 0)
	return d
}

type digitMaker struct {
	numerator, scale, above, below natural
}

// start sets up mantissa * 2**exponent.
func (m *digitMaker) start(mantissa uint64, exponent int, uneven bool) {
	m.numerator.set(mantissa)
	m.scale.set(1)
	m.above.set(1)
	m.below.set(1)
	extra := 1 // halves of gaps are counted
	if uneven {
		extra = 2
		m.above.set(2)
	}
	m.numerator.shiftLeft(extra)
	m.scale.shiftLeft(extra)
	if exponent >= 0 {
		m.numerator.shiftLeft(exponent)
		m.above.shiftLeft(exponent)
		m.below.shiftLeft(exponent)
	} else {
		m.scale.shiftLeft(-exponent)
	}
}

// make fills in digits and point. `inclusive` says that the ends of the gaps read back as the value too.
func (m *digitMaker) make(d *decimal, inclusive bool) {
	for m.reaches(inclusive) {
		m.scale.mul10()
		d.point++
	}
	for {
		m.numerator.mul10()
		m.above.mul10()
		m.below.mul10()
		if m.reaches(inclusive) {
			break
		}
		d.point--
	}
	for {
		digit := byte(0)
		for m.numerator.compare(&m.scale) >= 0 {
			m.numerator.sub(&m.scale)
			digit++
		}
		order := m.numerator.compare(&m.below)
		low := order < 0 || inclusive && order == 0
		high := m.reaches(inclusive)
		if high && (!low || m.roundsUp(digit)) {
			digit++
		}
		d.digits[d.len] = '0' + digit
		d.len++
		if low || high {
			return
		}
		m.numerator.mul10()
		m.above.mul10()
		m.below.mul10()
	}
}

// reaches says whether the value, or a neighbour of it within the gap above, is at least 1 on the scale.
func (m *digitMaker) reaches(inclusive bool) bool {
	sum := m.numerator
	sum.add(&m.above)
	order := sum.compare(&m.scale)
	return order > 0 || inclusive && order == 0
}

// roundsUp says whether the rest after a digit is nearer to the next digit.
func (m *digitMaker) roundsUp(digit byte) bool {
	twice := m.numerator
	twice.add(&m.numerator)
	order := twice.compare(&m.scale)
	return order > 0 || order == 0 && digit&1 != 0
}

// A floatText is a printed floating-point number.
type floatText struct {
	data [32]byte
	len  int
}

func (t *floatText) put(b byte) {
	t.data[t.len] = b
	t.len++
}

func (t *floatText) print() {
	printlock()
	for i := 0; i < t.len; i++ {
		printbyte(t.data[i])
	}
	printunlock()
}

// Numbers whose decimal exponent lies in this range are printed without one.
const (
	smallestPlain = -4
	largestPlain  = 5
)

// format writes a number as print shows it.
func (t *floatText) format(d decimal) {
	if d.negative && d.special != "NaN" {
		t.put('-')
	} else if d.special == "Inf" {
		t.put('+')
	}
	if d.special != "" {
		for i := 0; i < len(d.special); i++ {
			t.put(d.special[i])
		}
		return
	}
	if d.len == 0 {
		t.put('0')
		return
	}
	exponent := d.point - 1
	if exponent < smallestPlain || exponent > largestPlain {
		t.formatExponent(&d, exponent)
	} else {
		t.formatPlain(&d)
	}
}

func (t *floatText) formatExponent(d *decimal, exponent int) {
	t.put(d.digits[0])
	if d.len > 1 {
		t.put('.')
	}
	for i := 1; i < d.len; i++ {
		t.put(d.digits[i])
	}
	t.put('e')
	if exponent < 0 {
		t.put('-')
		exponent = -exponent
	} else {
		t.put('+')
	}
	if exponent >= 100 {
		t.put(byte('0' + exponent/100))
	}
	t.put(byte('0' + exponent/10%10))
	t.put(byte('0' + exponent%10))
}

func (t *floatText) formatPlain(d *decimal) {
	if d.point <= 0 {
		t.put('0')
		t.put('.')
		for i := d.point; i < 0; i++ {
			t.put('0')
		}
	}
	for i := 0; i < d.len || i < d.point; i++ {
		if i == d.point && i > 0 {
			t.put('.')
		}
		if i < d.len {
			t.put(d.digits[i])
		} else {
			t.put('0')
		}
	}
}
