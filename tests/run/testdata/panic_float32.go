// A panic with a float32.
package main

func main() {
	println("before")
	panic(float32(0.1))
	println("after")
}
