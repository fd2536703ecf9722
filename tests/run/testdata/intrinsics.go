// Operations that the compiler expands in place, by the names under which the standard library declares them.
//
// gc needs these packages, which we do not: math math/bits sync/atomic

package main

import _ "unsafe" // for go:linkname

//go:linkname add32 sync/atomic.AddInt32
func add32(p *int32, d int32) int32

//go:linkname cas64 sync/atomic.CompareAndSwapInt64
func cas64(p *int64, old, new int64) bool

//go:linkname load64 sync/atomic.LoadUint64
func load64(p *uint64) uint64

//go:linkname store64 sync/atomic.StoreUint64
func store64(p *uint64, v uint64)

//go:linkname swap sync/atomic.SwapUintptr
func swap(p *uintptr, v uintptr) uintptr

//go:linkname and32 sync/atomic.AndInt32
func and32(p *int32, m int32) int32

//go:linkname tz8 math/bits.TrailingZeros8
func tz8(x uint8) int

//go:linkname tz math/bits.TrailingZeros
func tz(x uint) int

//go:linkname length32 math/bits.Len32
func length32(x uint32) int

//go:linkname ones16 math/bits.OnesCount16
func ones16(x uint16) int

//go:linkname bytes32 math/bits.ReverseBytes32
func bytes32(x uint32) uint32

//go:linkname reverse8 math/bits.Reverse8
func reverse8(x uint8) uint8

//go:linkname rot8 math/bits.RotateLeft8
func rot8(x uint8, k int) uint8

//go:linkname rot64 math/bits.RotateLeft64
func rot64(x uint64, k int) uint64

//go:linkname mul64 math/bits.Mul64
func mul64(x, y uint64) (hi, lo uint64)

//go:linkname add64 math/bits.Add64
func add64(x, y, c uint64) (sum, carry uint64)

//go:linkname sub64 math/bits.Sub64
func sub64(x, y, c uint64) (diff, borrow uint64)

//go:linkname sqrt math.Sqrt
func sqrt(x float64) float64

//go:linkname abs math.Abs
func abs(x float64) float64

//go:linkname copysign math.Copysign
func copysign(x, y float64) float64

func main() {
	var a int32 = 5
	println(add32(&a, -7), and32(&a, 6))
	println(a)
	var b int64 = 1 << 40
	println(cas64(&b, 1, 2), cas64(&b, 1<<40, 3), b)
	var c uint64
	store64(&c, 1<<63)
	println(load64(&c))
	var d uintptr = 9
	println(swap(&d, 10), d)
	println(tz8(0), tz8(8), tz(0), tz(1<<50), length32(0), length32(1<<31), ones16(0xf0f0), bytes32(0x01020304), reverse8(3))
	println(rot8(0x81, 1), rot8(0x81, -1), rot64(1, 65), rot64(1, -1))
	println(mul64(1<<63, 6))
	println(add64(1<<63, 1<<63, 1))
	println(add64(^uint64(0), 0, 1))
	println(sub64(1, 2, 1))
	println(sub64(0, 0, 1))
	println(sqrt(2), abs(-3), copysign(4, -1))
	defer func() { println(recover().(error).Error()) }()
	add32(nil, 1)
}
