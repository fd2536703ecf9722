// A negative index.
package main

//go:noinline
func at() int { return -1 }

func main() {
	println("before")
	s := []int{1, 2, 3}
	println(s[at()])
	println("after")
}
