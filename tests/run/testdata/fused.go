// Products in sums: rounded once where the architecture has the instruction, apart after an explicit conversion.
package main

import (
	"math"
	"runtime"
)

const fuses = runtime.GOARCH == "arm64" || runtime.GOARCH == "riscv64"

type meters float64

//go:noinline
func id[T any](x T) T { return x }

// sum is x*y + z as this architecture computes it.
func sum(x, y, z float64) float64 {
	if fuses {
		return math.FMA(x, y, z)
	}
	return float64(x*y) + z
}

// opposite is the same where a product was negated first.
func opposite(x, y, z float64) float64 {
	if runtime.GOARCH == "arm64" {
		return math.FMA(x, y, z)
	}
	return float64(x*y) + z
}

func negated(x, y, z float64) bool {
	return -(x*y)+z == opposite(-x, y, z) && z - -(x*y) == opposite(x, y, z) && -(x*y)-z == opposite(-x, y, -z) && (-x)*y+z == sum(-x, y, z)
}

func across(x, y, z float64) float64 {
	p := x * y
	if z > 0 {
		return z + p
	}
	return p - z
}

func horner(x float64, c ...float64) (ours, want float64) {
	for _, k := range c {
		ours = ours*x + k
		want = sum(want, x, k)
	}
	return ours, want
}

func main() {
	x, y, z, w := id(1.1), id(1.3), id(-1.43), id(0.7)
	println("sums", x*y+z == sum(x, y, z), z+x*y == sum(x, y, z), x*y-z == sum(x, y, -z), z-x*y == sum(-x, y, z))
	println("two products", x*y+z*w == sum(z, w, float64(x*y)), x*y-z*w == sum(-z, w, float64(x*y)))
	println("negated", negated(x, y, z))
	println("kept apart", float64(x*y)+z != math.FMA(x, y, z), meters(x)*meters(y)+meters(z) == meters(sum(x, y, z)), float64(meters(x)*meters(y))+z != math.FMA(x, y, z))
	t := float64(x * y)
	println("kept apart across statements", t+z != math.FMA(x, y, z), z+t != math.FMA(x, y, z))
	println("across statements", across(x, y, z) == sum(x, y, -z), across(x, y, -z) == sum(x, y, -z))
	println("doubled", id(math.MaxFloat64)*2-id(math.MaxFloat64) == math.Inf(1))
	ours, want := horner(x, 1, z, w, y, x, 1e-3)
	println("horner", ours == want)
	u, v := complex(x, z), complex(y, w)
	p := u * v
	println("complex", real(p) == sum(-z, w, float64(x*y)), imag(p) == sum(z, y, float64(x*w)))
	f := []float32{id[float32](1.1), 1.3, -1.43}
	once := float32(math.FMA(float64(f[0]), float64(f[1]), float64(f[2]))) // exact as a float64, so rounded once
	println("single", f[0]*f[1]+f[2] == once == fuses)
}
