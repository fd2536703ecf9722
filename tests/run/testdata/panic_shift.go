// A negative shift count.
package main

//go:noinline
func minus() int { return -1 }

func main() {
	println("before")
	println(1 << minus())
	println("after")
}
