// panic(nil) has a text of its own.
package main

func main() {
	println("before")
	panic(nil)
	println("after")
}
