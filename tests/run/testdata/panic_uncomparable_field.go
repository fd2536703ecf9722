package main

type t struct {
	n int
	f func()
}

func main() {
	var x, y any = t{}, t{}
	println(x == y)
}
