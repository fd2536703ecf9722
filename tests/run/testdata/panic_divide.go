// Division by zero.
package main

//go:noinline
func zero() int { return 0 }

func main() {
	println("before")
	println(1 / zero())
	println("after")
}
