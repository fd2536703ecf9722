// An index out of range.
package main

//go:noinline
func at() int { return 5 }

func main() {
	println("before")
	s := []int{1, 2, 3}
	println(s[at()])
	println("after")
}
