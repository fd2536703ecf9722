package main

import "unsafe"

func appends(s []int, t []int, b []byte) ([]int, []int, []byte) {
	return append(s, 1, 2), append(s, t...), append(b, "x"...)
}

func copies(d []byte, s string) int { return copy(d, s) }

func compare(a, b string, x, y [2]string, p, q struct {
	n int
	s string
}) bool {
	return a == b && a < b && x == y && p == q
}

func arithmetic(a, b int, c uint8, n int) (int, int, uint8) {
	return a / b, a << n, c + 1
}

func conversions(f float64, s string, r rune) (int, []byte, string, uintptr) {
	return int(f), []byte(s), string(r), uintptr(unsafe.Pointer(&f))
}

func prints(v any, p *int) {
	println(1, "a", v, p)
	panic(2)
}

func main() {}

func extend(s []string, n int) []string { return append(s, make([]string, n)...) }
