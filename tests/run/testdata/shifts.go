// Shift counts of any integer type and size.
package main

//go:noinline
func left(x int64, n uint) int64 { return x << n }

//go:noinline
func right(x int64, n uint) int64 { return x >> n }

//go:noinline
func rightU(x uint64, n uint8) uint64 { return x >> n }

//go:noinline
func left8(x int8, n int) int8 { return x << n }

func main() {
	for _, n := range []uint{0, 1, 31, 32, 63, 64, 65, 1000} {
		println(n, left(1, n), left(-1, n), right(-1<<63, n), right(1<<62, n))
	}
	for n := uint8(60); n < 70; n++ {
		println(rightU(1<<63, n))
	}
	println(left8(1, 6), left8(1, 7), left8(1, 8), left8(3, 7))
	const huge = 1 << 100
	println(huge >> 98)
	var s uint = 33
	println(1<<s == 0, int32(1)<<s == 0, uint64(1<<s))
}
