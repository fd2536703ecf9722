// A panic with a named string.
package main

type reason string

func main() {
	println("before")
	panic(reason("bad"))
	println("after")
}
