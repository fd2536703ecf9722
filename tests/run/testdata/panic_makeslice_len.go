// A slice of negative length.
package main

//go:noinline
func n() int { return -1 }

func main() {
	println("before")
	println(len(make([]int, n())))
	println("after")
}
