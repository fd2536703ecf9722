package main

type pattern struct {
	first [2]rune
	runes []rune
	flags int
}

func (p *pattern) reuse(r rune) {
	p.runes = p.first[:1]
	p.runes[0] = r // REMOVED
	p.flags = 1
}

// before: uint(pos-1) < uint(len(s)) bounds pos itself.
func before(s string, pos int) string {
	if uint(pos-1) < uint(len(s)) {
		return s[:pos] // REMOVED
	}
	return ""
}

func pairs(list []string) int {
	n := 0
	for i := len(list) - 2; i >= 0; i -= 2 {
		n += len(list[i])   // REMOVED
		n += len(list[i+1]) // REMOVED
	}
	return n
}

func trim(s string) string {
	for lo := range len(s) {
		s = s[lo:] // KEPT
		for hi := len(s) - 1; hi >= 0; hi-- {
			if s[hi] != ' ' { // REMOVED
				return s[:hi+1] // REMOVED
			}
		}
	}
	return ""
}

func both(s, t []byte) int {
	for i, n := 0, min(len(s), len(t)); i < n; i++ {
		if s[i] != t[i] { // REMOVED
			return i
		}
	}
	return -1
}

func clamp(s []byte, n int) []byte {
	if n < 0 {
		n = 0
	}
	if n > len(s) {
		n = len(s)
	}
	return s[n:] // REMOVED
}

func digits(s string, hex bool) string {
	n := 2
	if hex {
		n = 4
	}
	if len(s) < n {
		return ""
	}
	return s[n:] // REMOVED
}

func last(s []int, i int) int {
	_ = s[i-1]        // KEPT
	return len(s[:i]) // REMOVED
}

func overflow(s []int, i int) int {
	if i+1 < len(s) {
		return s[i] // KEPT
	}
	return 0
}

func main() {
	p := &pattern{}
	p.reuse('a')
	println(before("ab", 1), pairs(nil), trim(" a "), both(nil, nil), len(clamp(nil, 1)), digits("abcd", true))
	println(last([]int{1}, 1), overflow(nil, 0))
}
