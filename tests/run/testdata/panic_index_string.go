// An index into a string.
package main

//go:noinline
func at() int { return 3 }

func main() {
	println("before")
	s := "abc"
	println(s[at()])
	println("after")
}
