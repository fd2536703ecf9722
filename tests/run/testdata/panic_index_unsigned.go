// An index of an unsigned type, larger than any int.
package main

//go:noinline
func at() uint64 { return 1<<64 - 1 }

func main() {
	println("before")
	s := []int{1, 2, 3}
	println(s[at()])
	println("after")
}
