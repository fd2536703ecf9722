// The built-in functions min, max, clear, len, cap, copy.
package main

func main() {
	a, b := 3, -4
	println(min(a, b), max(a, b), min(a, b, 10, -20), max(1.5, 2.5))
	println(min("b", "a", "c"), max("b", "a", "c"))
	zero := 0.0
	nan := zero / zero
	println(min(1, nan), max(nan, 1.0), min(zero, -zero), max(-zero, zero))
	var u8 uint8 = 200
	println(max(u8, 100), min(u8, 100))
	const c = max(1, 2, 3)
	println(c)
	s := []int{1, 2, 3}
	clear(s[1:])
	println(s[0], s[1], s[2])
}
