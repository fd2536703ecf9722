// A slice bound beyond a string.
package main

//go:noinline
func at() int { return 5 }

func main() {
	println("before")
	s := "abc"
	println(len(s[:at()]))
	println("after")
}
