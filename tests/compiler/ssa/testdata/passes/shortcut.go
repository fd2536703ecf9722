// passes: short cuts, bounds

package main

func main() {}

// What is known where a part of a condition was tested is known where the whole was.
func trim(s, prefix []int) []int {
	ok := len(s) >= len(prefix) && prefix != nil
	if ok {
		return s[len(prefix):]
	}
	return s
}

func digit(s string, i int) int {
	is := false
	if i >= 0 && i < len(s) {
		is = s[i] >= '0'
	}
	if !is {
		return -1
	}
	return int(s[i])
}

// The variable is used elsewhere: the block stays.
func used(s []int, i int) (ok bool, v int) {
	ok = i >= 0 && i < len(s)
	if ok {
		v = s[i]
	}
	return ok, v
}

// A conversion leaves the number as it is.
var table [1 << 15]int

func hash(u uint64) int { return table[uint32(u>>49)] }
func cut(u uint64) int  { return table[uint8(u)] }
func far(u uint64) int  { return table[uint32(u>>40)] }

func forever() {
	for done := false; !done; {
	}
}

// Both ways lead to one length.
func one(s []int) int {
	if cap(s) > 0 {
		s = s[:1]
	} else {
		s = make([]int, 1)
	}
	s[0] = 5
	return len(s)
}
