// A panic with a complex number.
package main

func main() {
	println("before")
	panic(complex(1, -2))
	println("after")
}
