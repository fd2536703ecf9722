// A panic with an int.
package main

func main() {
	println("before")
	panic(42)
	println("after")
}
