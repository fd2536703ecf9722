// A write to a field through a nil pointer.
package main

type pair struct{ a, b int }

//go:noinline
func null() *pair { return nil }

func main() {
	println("before")
	null().b = 5
	println("after")
}
