// A slice too short for an array.
package main

//go:noinline
func at() int { return 2 }

func main() {
	println("before")
	s := []int{1, 2, 3}[:at()]
	a := [3]int(s)
	println(a[0])
	println("after")
}
