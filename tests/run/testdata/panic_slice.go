// A panic with a slice.
package main

func main() {
	println("before")
	panic([]string{"a"})
	println("after")
}
