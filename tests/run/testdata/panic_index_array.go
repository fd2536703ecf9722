// An index into an array.
package main

//go:noinline
func at() int8 { return 4 }

func main() {
	println("before")
	var a [4]int
	println(a[at()])
	println("after")
}
