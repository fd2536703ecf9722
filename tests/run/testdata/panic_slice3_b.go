// A three-index slice with the second bound too large.
package main

//go:noinline
func at() int { return 3 }

func main() {
	println("before")
	s := []int{1, 2, 3}
	println(len(s[0:at():2]))
	println("after")
}
