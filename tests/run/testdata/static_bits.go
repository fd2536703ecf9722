// Variables whose initialisers look at memory as another type than it was stored as.
package main

import (
	"math"
	"unsafe"
)

var (
	nan      = math.NaN()
	inf      = math.Inf(-1)
	one      = math.Float64frombits(0x3ff0000000000000)
	bits     = math.Float64bits(1)
	half     = math.Float32frombits(0x3f000000)
	halfBits = math.Float32bits(-0.5)
	minus    = math.Copysign(0, -1)
	unsigned = reinterpret[int64, uint64](-1)
	signed   = reinterpret[uint32, int32](0xfffffffe)
	narrow   = reinterpret[uint8, int8](200)
	truth    = reinterpret[bool, uint8](true)
	pair     = reinterpret[[2]float32, uint64]([2]float32{0.5, 0})
	through  = stored(0x4000000000000000)
	inside   = struct {
		f float64
		u uint64
	}{math.Float64frombits(0xbff0000000000000), math.Float64bits(2)}
	boxed  any = math.Float64frombits(0x3fe0000000000000)
	floats     = []float64{math.NaN(), math.Float64frombits(0x3ff8000000000000)}
	same       = reinterpret[int, int](-7)
)

func reinterpret[From, To any](v From) To { return *(*To)(unsafe.Pointer(&v)) }

func stored(bits uint64) (f float64) {
	*(*uint64)(unsafe.Pointer(&f)) = bits
	return f
}

func main() {
	println(nan != nan, inf, one, bits, half, halfBits, 1/minus)
	println(unsigned, signed, narrow, truth, pair, through, inside.f, inside.u, boxed.(float64))
	println(floats[0] != floats[0], floats[1], same)
}
