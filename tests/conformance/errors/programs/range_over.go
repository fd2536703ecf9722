package main

func seq(yield func(int, string) bool) {}

func bad(yield func(int)) {}

func main() {
	for a, b, c := range seq {
	}
	for a := range bad {
	}
	for i, j := range 10 {
	}
	for range 1.5 {
	}
	for i, s := range seq {
		var t string = i
		_, _ = s, t
	}
	var ch chan int
	for a, b := range ch {
		_, _ = a, b
	}
}
