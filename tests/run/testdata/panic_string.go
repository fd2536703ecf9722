// A panic with a string.
package main

func main() {
	println("before")
	panic("boom")
	println("after")
}
