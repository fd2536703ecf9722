// passes: lift, fold, tidy
package main

const debug = false

func constants(n int) int {
	x := 6
	y := x * 7
	if debug {
		println("never")
	}
	if y == 42 {
		return y + n
	}
	return 0
}

func wraps() (int8, uint8, int) {
	var a int8 = -128
	var b uint8 = 200
	c := 1 << 62
	return a / -1, b + 100, c << 1
}

func floats() (float64, float32) {
	x := 0.1
	var y float32 = 16777216
	return x + 0.2, y + 1
}

func main() {}
