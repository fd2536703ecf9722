// Floating-point numbers print as the shortest decimal that reads back.
package main

func main() {
	values := []float64{0, 1, 0.1, 0.2, 0.3, 1.0 / 3, 2.0 / 3, 100000, 999999, 1000000, 123456789, 1e22, 1e23,
		5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 4503599627370496.5, 9007199254740993, 0.000123}
	for _, v := range values {
		println(v, -v, float32(v))
	}
	zero := 0.0
	println(zero/zero, 1/zero, -1/zero, -zero)
	sum := 0.0
	for i := 0; i < 10; i++ {
		sum += 0.1
	}
	println(sum, sum == 1)
}
