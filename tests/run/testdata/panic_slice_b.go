// Slice bounds in the wrong order.
package main

//go:noinline
func at() int { return 2 }

func main() {
	println("before")
	s := []int{1, 2, 3}
	println(len(s[at():1]))
	println("after")
}
