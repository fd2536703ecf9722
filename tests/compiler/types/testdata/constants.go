package p

const (
	a = iota
	b
	c, d = iota, iota * 10
	_, _
	e, f
)

const big = 1 << 100
const small = big >> 98
const third = 1.0 / 3
const z = 2i * 2i
const s = "a" + "b"
const t = len(s) + len([3]int{})
const r = 'a' + 1

var (
	i   int     = small
	f32 float32 = third
	c64         = complex64(z)
	u8  uint8   = 255
	str         = string(rune(r))
	_   [small - 1]int
	_   = [t]int{}
)

const (
	o1 int8  = 128       // ERROR "cannot use 128 \(untyped int constant\) as int8 value in constant declaration \(overflows\)"
	o2       = uint8(-1) // ERROR "constant -1 overflows uint8"
	o3 uint  = 1.5       // ERROR "cannot use 1.5 .* \(truncated\)"
	o4       = 1 / 0     // ERROR "invalid operation: division by zero"
	o5       = 1 << 1000 // ERROR "constant shift overflow"
	o6       = big * big * big * big * big * big // ERROR "constant multiplication overflow"
	o7 int   = big       // ERROR "cannot use big \(untyped int constant 1267650600228229401496703205376\) as int value .* \(overflows\)"
	o8       = int8(100) * 2 // ERROR "int8\(100\) \* 2 \(constant 200 of type int8\) overflows int8"
	o9       = nope      // ERROR "undefined: nope"
	p1       = i         // ERROR "i \(variable of type int\) is not constant"
	p2       = "a" + 1   // ERROR "mismatched types untyped string and untyped int"
)

func shifts(n uint) {
	var x int64 = 1 << n
	var y = 1.0 << n // ERROR "invalid operation: shifted operand 1.0 \(type float64\) must be integer"
	var z float64 = 1 << n // ERROR "shifted operand 1 \(type float64\) must be integer"
	w := uint8(1) << 3.0
	v := 1 << -1 // ERROR "invalid operation: negative shift count -1"
	_, _, _, _, _ = x, y, z, w, v
	const q = 1.5 << 2 // ERROR "shifted operand 1.5 \(untyped float constant\) must be integer"
}
