// A panic with a pointer.
package main

var x int

func main() {
	println("before")
	panic(&x)
	println("after")
}
