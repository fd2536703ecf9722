package main

func guarded(s []int, i int) int {
	if i >= 0 && i < len(s) {
		return s[i] // REMOVED
	}
	return 0
}

func early(s []int, i int) int {
	if i < 0 || i >= len(s) {
		return 0
	}
	return s[i] // REMOVED
}

func unsigned(s []int, i int) int {
	if uint(i) < uint(len(s)) {
		return s[i] // REMOVED
	}
	return 0
}

func half(s []int, i int) int {
	if i < len(s) {
		return s[i] // KEPT
	}
	return 0
}

func repeated(s []int, i int) int {
	return s[i] + // KEPT
		s[i] // REMOVED
}

func hint(b []byte) uint32 {
	_ = b[3]              // KEPT
	return uint32(b[0]) | // REMOVED
		uint32(b[1])<<8 | // REMOVED
		uint32(b[2])<<16 | // REMOVED
		uint32(b[3])<<24 // REMOVED
}

func length(s []int) int {
	if len(s) == 0 {
		return 0
	}
	return s[0] + // REMOVED
		s[len(s)-1] // REMOVED
}

func constant(s []int) int {
	if len(s) < 4 {
		return 0
	}
	return s[3] + // REMOVED
		s[4] // KEPT
}

func remainder(s []int, i uint) int {
	if len(s) == 0 {
		return 0
	}
	return s[i%uint(len(s))] // REMOVED
}

func masked(a *[16]int, i int) int {
	j := i & 15
	return a[j] // REMOVED
}

func bytes(a *[256]int, b byte) int {
	i := int(b)
	return a[i] // REMOVED
}

func middle(s []int, i, j int) []int {
	if 0 <= i && i <= j && j <= len(s) {
		return s[i:j] // REMOVED
	}
	return nil
}

func tail(s []int, i int) []int {
	return s[i:] // KEPT
}

func prefix(s []int) []int {
	if len(s) > 2 {
		return s[:2] // REMOVED
	}
	return s
}

func made(n int) int {
	s := make([]int, 10)
	return s[9] + // REMOVED
		s[n] // KEPT
}

func overflow(s []int, i int) int {
	if i+1 < len(s) && i >= 0 {
		return s[i+1] // KEPT
	}
	return 0
}

func main() {}
