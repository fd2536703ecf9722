// Lines of a panic's text are indented.
package main

func main() {
	println("before")
	panic("first\nsecond\nthird")
	println("after")
}
