// A call of a nil function.
package main

var f func(int) int

func main() {
	println("before")
	println(f(3))
}
