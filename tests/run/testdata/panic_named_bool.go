// A panic with a named truth value.
package main

type flag bool

func main() {
	println("before")
	panic(flag(true))
	println("after")
}
