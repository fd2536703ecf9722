// An index into a nil slice.
package main

//go:noinline
func at() int { return 0 }

func main() {
	println("before")
	var s []string
	println(s[at()])
	println("after")
}
