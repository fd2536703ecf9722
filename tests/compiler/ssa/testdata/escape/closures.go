package main

var kept func() int
var pointer *int

func counter() func() int {
	c := 0
	return func() int { c++; return c }
}

func local() int {
	n := 0
	add := func(d int) { n += d }
	add(2)
	return n
}

func apply(f func(int) int) int { return f(1) }

func passed(k int) int {
	return apply(func(x int) int { return x + k })
}

func stores() {
	k := 1 // gc: captures the value
	k++
	kept = func() int { return k }
}

func leaks() {
	x := 1
	func() { pointer = &x }()
}

func nested() int {
	a := 0
	f := func() { func() { a++ }() }
	f()
	return a
}

func recursive() int {
	var f func(int) int
	f = func(n int) int {
		if n < 2 {
			return n
		}
		return f(n-1) + f(n-2)
	}
	return f(7)
}

func loop() (fs [3]func() int) {
	for i := 0; i < 3; i++ {
		fs[i] = func() int { i++; return i }
	}
	return
}

type t struct{ n int }

func (v *t) get() int { return v.n }

func bound() int {
	v := t{1}
	f := v.get
	return f()
}

func main() {}
