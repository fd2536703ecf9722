package main

type t struct{ n int }

func (x t) get() int { return x.n }

type u struct{ *t }

func main() {
	var i interface{ get() int } = u{}
	println(i.get())
}
