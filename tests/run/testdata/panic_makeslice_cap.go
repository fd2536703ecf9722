// A slice with a capacity below its length.
package main

//go:noinline
func n() int { return 1 }

func main() {
	println("before")
	println(len(make([]int, 2, n())))
	println("after")
}
