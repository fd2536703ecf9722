// A panic with a character.
package main

func main() {
	println("before")
	panic('x')
	println("after")
}
