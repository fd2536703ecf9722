// Complex arithmetic.
package main

//go:noinline
func div(a, b complex128) complex128 { return a / b }

func main() {
	a, b := complex(3, 4), complex(1, -2)
	println(a+b, a-b, a*b, div(a, b), -a)
	println(a == b, a != b, a == complex(3, 4))
	println(real(a), imag(b))
	var c complex64 = complex64(a)
	c *= 2i
	c /= complex(1, 1)
	println(c)
	zero := complex(0, 0)
	println(div(a, zero), div(zero, zero))
	big := complex(1e308, 1e308)
	println(div(big, big), div(complex(1, 1), big))
}
