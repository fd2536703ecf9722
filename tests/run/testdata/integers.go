// Integer arithmetic wraps; division truncates.
package main

//go:noinline
func div(a, b int) int { return a / b }

//go:noinline
func mod(a, b int) int { return a % b }

//go:noinline
func div8(a, b int8) int8 { return a / b }

//go:noinline
func divU(a, b uint32) uint32 { return a / b }

func main() {
	var i8 int8 = 127
	i8++
	var u8 uint8
	u8--
	var i64 int64 = 1<<63 - 1
	i64++
	println(i8, u8, i64)
	println(div(7, 2), div(-7, 2), div(7, -2), div(-7, -2))
	println(mod(7, 2), mod(-7, 2), mod(7, -2), mod(-7, -2))
	println(div(-1<<63, -1), mod(-1<<63, -1), div8(-128, -1))
	println(divU(1<<32-1, 3), -i8, ^i64, +u8)
	x, y := 0b1100, 0b1010
	println(x&y, x|y, x^y, x&^y)
	x += 5
	x *= 3
	x -= 1
	x /= 2
	x %= 17
	x <<= 3
	x >>= 1
	x &= 0xff
	x |= 0x100
	x ^= 0x11
	x &^= 0x10
	println(x)
	var a, b uint64 = 1 << 63, 3
	println(a/b, a%b, a*b, a-b-a)
	println(borrow(1, 2), borrow(2, 1), borrowOrBelow(3, 0, 4, 1), borrowOrBelow(3, 7, 4, 1))
}

// A difference of unsigned numbers is above the first of them when it wraps around.
//
//go:noinline
func borrow(x, y uint64) bool {
	d := x - y
	return d > x
}

//go:noinline
func borrowOrBelow(high, low, above, below uint64) uint64 {
	if above > high || low >= below {
		d := low - below
		if d > low {
			high--
		}
	}
	return high
}
