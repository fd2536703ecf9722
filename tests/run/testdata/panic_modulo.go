// Remainder of division by zero.
package main

//go:noinline
func zero() uint8 { return 0 }

func main() {
	println("before")
	println(uint8(1) % zero())
	println("after")
}
