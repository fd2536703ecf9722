// Division of complex numbers.
//
// Algorithm: R. L. Smith, "Algorithm 116: Complex division", CACM 5(8), 1962: scale by the larger part of the divisor.
// A result of two NaNs is mended where infinities or zeros determine it, as ISO C99 annex G.5.1 wants.

package runtime

const largestFloat64 = 0x1.fffffffffffffp1023

func isNaN(f float64) bool    { return f != f }
func isFinite(f float64) bool { return f >= -largestFloat64 && f <= largestFloat64 }
func isInf(f float64) bool    { return !isNaN(f) && !isFinite(f) }

func abs(f float64) float64 {
	if f < 0 {
		return -f
	}
	return f
}

// infinity gives infinity with the sign of f, which may be -0.
func infinity(f float64) float64 {
	big := float64(largestFloat64)
	if f < 0 || f == 0 && 1/f < 0 {
		big = -big
	}
	return big * 2
}

// boxed maps infinities to 1 and all else to 0, keeping the sign.
func boxed(f float64) float64 {
	size := 0.0
	if isInf(f) {
		size = 1
	}
	if f < 0 || f == 0 && 1/f < 0 {
		return -size
	}
	return size
}

func complex128div(n complex128, m complex128) complex128 {
	a, b, c, d := real(n), imag(n), real(m), imag(m)
	var e, f float64
	if abs(c) >= abs(d) {
		ratio := d / c
		scale := c + ratio*d
		e = (a + b*ratio) / scale
		f = (b - a*ratio) / scale
	} else {
		ratio := c / d
		scale := d + ratio*c
		e = (a*ratio + b) / scale
		f = (b*ratio - a) / scale
	}
	if !isNaN(e) || !isNaN(f) {
		return complex(e, f)
	}
	if c == 0 && d == 0 && (!isNaN(a) || !isNaN(b)) {
		return complex(infinity(c)*a, infinity(c)*b)
	}
	if (isInf(a) || isInf(b)) && isFinite(c) && isFinite(d) {
		a, b = boxed(a), boxed(b)
		return complex(infinity(1)*(a*c+b*d), infinity(1)*(b*c-a*d))
	}
	if (isInf(c) || isInf(d)) && isFinite(a) && isFinite(b) {
		c, d = boxed(c), boxed(d)
		return complex(0*(a*c+b*d), 0*(b*c-a*d))
	}
	return complex(e, f)
}
