// A panic with a byte.
package main

func main() {
	println("before")
	panic(byte(200))
	println("after")
}
