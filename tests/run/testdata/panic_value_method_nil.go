package main

type t struct{ n int }

func (x t) get() int { return x.n }

type getter interface{ get() int }

//go:noinline
func call(g getter) int { return g.get() }

func main() {
	var p *t
	println(call(p))
}
