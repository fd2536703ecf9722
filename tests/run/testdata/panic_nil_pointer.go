// A read through a nil pointer.
package main

//go:noinline
func null() *int { return nil }

func main() {
	println("before")
	println(*null())
	println("after")
}
