// A three-index slice of an array.
package main

//go:noinline
func at() int { return 30 }

func main() {
	println("before")
	var a [4]int
	println(len(a[0:1:at()]))
	println("after")
}
