// A panic with a value of a named type.
package main

type code int

func main() {
	println("before")
	panic(code(3))
	println("after")
}
