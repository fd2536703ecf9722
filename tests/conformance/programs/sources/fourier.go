// Complex numbers: a fast Fourier transform (recursive and in place) with multiplication of polynomials, the Mandelbrot
// set, and the roots of a polynomial; complex64 and complex128 through one generic function, infinities and NaN.
package main

import (
	"fmt"
	"math"
	"math/bits"
	"math/cmplx"
	"strings"
)

// Complex is any of the two types.
type Complex interface{ ~complex64 | ~complex128 }

// Phasor is a complex number that prints as length and angle.
type Phasor complex128

func (p Phasor) String() string {
	r, theta := cmplx.Polar(complex128(p))
	return fmt.Sprintf("%.3f∠%.1f°", r, theta*180/math.Pi)
}

// transform is the fast Fourier transform; the length must be a power of two.
func transform(values []complex128, sign float64) []complex128 {
	n := len(values)
	if n <= 1 {
		return append([]complex128(nil), values...)
	}
	var halves [2][]complex128
	for i, v := range values {
		halves[i&1] = append(halves[i&1], v)
	}
	even, odd := transform(halves[0], sign), transform(halves[1], sign)
	out := make([]complex128, n)
	for k := range n / 2 {
		sin, cos := math.Sincos(sign * 2 * math.Pi * float64(k) / float64(n))
		t := complex(cos, sin) * odd[k]
		out[k], out[k+n/2] = even[k]+t, even[k]-t
	}
	return out
}

// inPlace does the same without memory, in the order of reversed bits.
func inPlace(values []complex128, sign float64) {
	n := len(values)
	shift := 64 - uint(bits.TrailingZeros(uint(n)))
	for i := range values {
		if j := int(bits.Reverse64(uint64(i)) >> shift); i < j {
			values[i], values[j] = values[j], values[i]
		}
	}
	for size := 2; size <= n; size <<= 1 {
		step := cmplx.Rect(1, sign*2*math.Pi/float64(size))
		for from := 0; from < n; from += size {
			w := 1 + 0i
			for k := from; k < from+size/2; k++ {
				a, b := values[k], w*values[k+size/2]
				values[k], values[k+size/2] = a+b, a-b
				w *= step
			}
		}
	}
}

// multiply multiplies two polynomials with integer coefficients.
func multiply(a, b []int) []int {
	n := 1
	for n < len(a)+len(b) {
		n *= 2
	}
	lift := func(p []int) []complex128 {
		values := make([]complex128, n)
		for i, c := range p {
			values[i] = complex(float64(c), 0)
		}
		return transform(values, -1)
	}
	fa, fb := lift(a), lift(b)
	for i := range fa {
		fa[i] *= fb[i]
	}
	product := make([]int, len(a)+len(b)-1)
	for i, v := range transform(fa, 1)[:len(product)] {
		product[i] = int(math.Round(real(v) / float64(n)))
	}
	return product
}

func distance(a, b []complex128) (most float64) {
	for i := range a {
		most = max(most, cmplx.Abs(a[i]-b[i]))
	}
	return most
}

// dot works on either type.
func dot[C Complex](a, b []C) (total C) {
	for i := range a {
		total += a[i] * b[i]
	}
	return total
}

func mandelbrot(width, height, limit int) string {
	const shades = " .:-=+*#%@"
	var b strings.Builder
	for y := range height {
		for x := range width {
			c := complex(3*float64(x)/float64(width)-2.25, 2.5*(float64(y)+0.5)/float64(height)-1.25)
			z, n := 0i, 0
			for ; n < limit && real(z)*real(z)+imag(z)*imag(z) < 4; n++ {
				z = z*z + c
			}
			b.WriteByte(shades[n*(len(shades)-1)/limit])
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// roots finds all roots at once (Durand and Kerner).
func roots(coefficients ...complex128) []complex128 {
	found := make([]complex128, len(coefficients)-1)
	for i := range found {
		found[i] = cmplx.Pow(0.4+0.9i, complex(float64(i), 0))
	}
	value := func(z complex128) (v complex128) {
		for _, c := range coefficients {
			v = v*z + c
		}
		return v / coefficients[0]
	}
	for range 60 {
		for i, z := range found {
			denominator := complex128(1)
			for j, other := range found {
				if i != j {
					denominator *= z - other
				}
			}
			found[i] -= value(z) / denominator
		}
	}
	return found
}

func main() {
	signal := make([]complex128, 64)
	for i := range signal {
		t := 2 * math.Pi * float64(i) / 64
		signal[i] = complex(math.Sin(3*t+0.3)+0.5*math.Cos(10*t-1), 0.25*math.Sin(5*t+2))
	}
	spectrum := transform(signal, -1)
	for k, v := range spectrum {
		if cmplx.Abs(v) > 1e-9 {
			fmt.Println(k, Phasor(v))
		}
	}
	other := append([]complex128(nil), signal...)
	inPlace(other, -1)
	back := transform(spectrum, 1)
	for i := range back {
		back[i] /= 64
	}
	fmt.Println(distance(spectrum, other) < 1e-10, distance(back, signal) < 1e-12)
	fmt.Println(multiply([]int{1, 2, 3, -4}, []int{5, 0, -6}), multiply([]int{9, 9, 9, 9}, []int{9, 9, 9}))

	fmt.Print(mandelbrot(60, 20, 50))

	for _, z := range roots(1, 0, -7, 6) {
		fmt.Printf("%.6f ", real(z)+0)
	}
	fmt.Println()
	for _, z := range roots(1, 0, 0, 0, -1) {
		fmt.Print(math.Round(real(z))+0, math.Round(imag(z))+0, cmplx.Abs(z*z*z*z-1) < 1e-12, "; ")
	}
	fmt.Println()

	fmt.Println(dot([]complex64{1 + 2i, 3}, []complex64{2i, 1 - 1i}), dot([]Phasor{1i, 2}, []Phasor{1i, 1}))
	inf, nan := cmplx.Inf(), cmplx.NaN()
	zero := complex(0, math.Copysign(0, -1))
	fmt.Println(inf*0, 1/inf, nan == nan, inf == inf, zero, (1+1i)/zero, -zero)
	fmt.Println(cmplx.Sqrt(-4), cmplx.Exp(1i*math.Pi) == -1, real(cmplx.Exp(1i*math.Pi)), cmplx.Conj(3-2i), 5i/2i)
	const rotated = (1 + 2i) * 1i * 1i
	var narrow complex64 = rotated
	fmt.Printf("%v %.1f %8.2e %T %g\n", narrow, rotated, 12345.678+0.001i, narrow, real(narrow)/imag(narrow))
	keys := map[complex128]string{1i: "i", -1: "minus one", 0: "zero"}
	fmt.Println(keys[1i*1i], keys[zero], keys[1i], len(keys))
}
