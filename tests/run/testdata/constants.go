// Exact constant arithmetic, iota, untyped constants.
package main

const (
	a = iota
	b
	_
	c
)

const (
	kb = 1 << (10 * (iota + 1))
	mb
	gb
)

type weekday int

const (
	sunday weekday = iota
	monday
	tuesday
)

const big = 1 << 200
const third = 1.0 / 3
const text = "con" + "cat"
const typed int8 = -5

func main() {
	println(a, b, c, kb, mb, gb)
	println(sunday, monday, tuesday)
	println(big>>190, big/(big-1), third*3 == 1)
	println(text, len(text), typed, -typed)
	const x = 'a' + 1.0
	println(x, string(rune(x)))
	println(5/2, 5.0/2, 7%3, -7/2, 1<<3|1)
	println(len([10]int{}), 0x1p-2, 1_000_000, 0o17, 0b101)
	println(complex(1, 2)*complex(0, 1) == complex(-2, 1))
}
