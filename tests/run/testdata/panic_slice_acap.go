// A slice bound beyond the capacity.
package main

//go:noinline
func at() int { return 5 }

func main() {
	println("before")
	s := make([]int, 2, 4)
	println(len(s[:at()]))
	println("after")
}
