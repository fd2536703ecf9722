// A panic with a floating-point number.
package main

func main() {
	println("before")
	panic(1.25)
	println("after")
}
