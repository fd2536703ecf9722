// A slice larger than memory can be.
package main

//go:noinline
func n() int { return 1 << 60 }

func main() {
	println("before")
	println(len(make([]int64, n())))
	println("after")
}
