// print and println of every basic type.
package main

type celsius float64
type name string

func main() {
	println()
	print()
	println(true, false)
	println(int8(-128), int16(-32768), int32(-2147483648), int64(-9223372036854775808))
	println(uint8(255), uint16(65535), uint32(4294967295), uint64(18446744073709551615))
	println(uintptr(255), 'x', "text", "", "tab\tand \x00 zero")
	println(1.5, float32(0.1), 1e21, 1e20, 123456.0, 1234567.0, 1e-4, 1e-5, -0.0)
	println(complex(1, -2), complex64(complex(0.5, 3)))
	println(celsius(36.6), name("Go"))
	print("no", "spaces", 1, 2, "\n")
	print(1, " ", 2.5, "\n")
	var p *int
	println(p, p == nil)
	println("a", 1, "b", 2)
}
