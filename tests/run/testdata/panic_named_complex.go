// A panic with a named complex number.
package main

type impedance complex128

func main() {
	println("before")
	panic(impedance(complex(1, -2)))
	println("after")
}
