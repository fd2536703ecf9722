// A negative slice bound.
package main

//go:noinline
func at() int { return -3 }

func main() {
	println("before")
	s := []int{1}
	println(len(s[at():]))
	println("after")
}
