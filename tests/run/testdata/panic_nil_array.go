// An element of an array behind a nil pointer.
package main

//go:noinline
func null() *[4]int { return nil }

func main() {
	println("before")
	println(null()[2])
	println("after")
}
