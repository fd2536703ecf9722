// A three-index slice with the third bound too large.
package main

//go:noinline
func at() uint { return 30 }

func main() {
	println("before")
	s := []int{1, 2, 3}
	println(len(s[0:1:at()]))
	println("after")
}
