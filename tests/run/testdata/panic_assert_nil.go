package main

type t struct{}
type i interface{ m() }

func (t) m() {}

func main() {
	var v i
	println(v.(t) == t{})
}
