// A panic with a truth value.
package main

func main() {
	println("before")
	panic(true)
	println("after")
}
