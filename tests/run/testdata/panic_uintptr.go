// A panic with a uintptr.
package main

func main() {
	println("before")
	panic(uintptr(255))
	println("after")
}
