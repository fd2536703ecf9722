// Conversions between numeric types, in range.
package main

type meters int

func main() {
	var i int = -300
	println(int8(i), uint8(i), int16(i), uint16(i), uint32(i), uint64(i))
	var u uint64 = 1<<64 - 1
	println(int64(u), int8(u), float64(u), float32(u))
	var f float64 = -3.99
	println(int(f), int8(f), int64(f), float32(f))
	f = 4e9
	println(int64(f), uint32(f), uint64(f))
	f = 1.5e19
	println(uint64(f))
	println(meters(i), int(meters(7)), float64(meters(3))/2)
	var c complex64 = complex(1.5, -2)
	println(complex128(c), real(c), imag(c))
	var b byte = 'A'
	println(string(rune(b)), rune(b))
	var f32 float32 = 16777216
	println(f32+1, float64(f32)+1)
}
