// A panic with a struct: its type and address.
package main

type pair struct{ a, b int }

func main() {
	println("before")
	panic(pair{1, 2})
	println("after")
}
