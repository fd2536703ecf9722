// UTF-8, as strings are ranged over and converted.
//
// Source: Unicode 15, section 3.9, table 3-7; the replacement character stands for every ill-formed byte.

package runtime

import "unsafe"

const (
	runeError = 0xfffd
	maxRune   = 0x10ffff

	surrogateMin = 0xd800
	surrogateMax = 0xdfff

	runeSelf = 0x80 // bytes below it are characters
	maxUTF8  = 4    // bytes of the longest encoding
)

// decoderune decodes the character at s[k:]; pos is the index after it. s[k] is not ASCII, by the caller's test, but an
// ASCII byte works too.
func decoderune(s string, k int) (r rune, pos int) {
	first := s[k]
	if first < runeSelf {
		return rune(first), k + 1
	}
	need, low, high := 0, byte(0x80), byte(0xbf)
	switch {
	case first >= 0xc2 && first <= 0xdf:
		need, r = 1, rune(first&0x1f)
	case first >= 0xe0 && first <= 0xef:
		need, r = 2, rune(first&0x0f)
		if first == 0xe0 {
			low = 0xa0
		}
		if first == 0xed {
			high = 0x9f
		}
	case first >= 0xf0 && first <= 0xf4:
		need, r = 3, rune(first&0x07)
		if first == 0xf0 {
			low = 0x90
		}
		if first == 0xf4 {
			high = 0x8f
		}
	default:
		return runeError, k + 1
	}
	if len(s)-k <= need {
		return runeError, k + 1
	}
	for i := 1; i <= need; i++ {
		b := s[k+i]
		if b < low || b > high {
			return runeError, k + 1
		}
		r = r<<6 | rune(b&0x3f)
		low, high = 0x80, 0xbf
	}
	return r, k + need + 1
}

// encoderune writes a character to p, which has room for maxUTF8 bytes; it gives the number of bytes.
func encoderune(p unsafe.Pointer, r rune) int {
	if r < 0 || r > maxRune || r >= surrogateMin && r <= surrogateMax {
		r = runeError
	}
	to := (*[maxUTF8]byte)(p)
	switch {
	case r < runeSelf:
		to[0] = byte(r)
		return 1
	case r < 0x800:
		to[0] = 0xc0 | byte(r>>6)
		to[1] = 0x80 | byte(r)&0x3f
		return 2
	case r < 0x10000:
		to[0] = 0xe0 | byte(r>>12)
		to[1] = 0x80 | byte(r>>6)&0x3f
		to[2] = 0x80 | byte(r)&0x3f
		return 3
	}
	to[0] = 0xf0 | byte(r>>18)
	to[1] = 0x80 | byte(r>>12)&0x3f
	to[2] = 0x80 | byte(r>>6)&0x3f
	to[3] = 0x80 | byte(r)&0x3f
	return maxUTF8
}

// runelen gives the number of bytes that encoderune writes.
func runelen(r rune) int {
	switch {
	case r < 0 || r > maxRune || r >= surrogateMin && r <= surrogateMax:
		return 3
	case r < runeSelf:
		return 1
	case r < 0x800:
		return 2
	case r < 0x10000:
		return 3
	}
	return maxUTF8
}
