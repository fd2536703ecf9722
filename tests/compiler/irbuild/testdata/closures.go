package main

type t struct{ n int }

func (v t) get() int       { return v.n }
func (p *t) add(x int) int { p.n += x; return p.n }

func captures(k int) (func() int, func() int) {
	c := 0
	return func() int { c += k; return c }, func() int { return c }
}

func values(v t, p *t) (func() int, func(int) int, func(t) int) {
	return v.get, p.add, t.get
}

func plain() int {
	f := func(x int) int { return x + 1 }
	return f(2)
}

func main() {}
