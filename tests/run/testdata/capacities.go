// Capacities that programs can see: of conversions, and of slices that append begins, in the frame and on the heap.
package main

type point struct{ x, y int }

type five [5]byte

type wide [5]int

var (
	global  any
	short   = "abc"
	long    = "a string of more than thirty-two bytes, so that it has no buffer"
	exact   = "exactly thirty-two bytes of text"
	accents = "äöü€𝄞"
)

//go:noinline
func keep(x any) { global = x }

//go:noinline
func text(n int) string { return long[:n] }

func conversions() {
	a, b, c, d := []byte("const"), []byte(short), []byte(long), []byte(exact)
	a[0], b[0], c[0], d[0] = 'x', 'x', 'x', 'x'
	println(len(a), cap(a), len(b), cap(b), len(c), cap(c), len(d), cap(d))
	e, f, g := []rune("const"), []rune(accents), []rune(long)
	e[0], f[0], g[0] = 'x', 'x', 'x'
	println(len(e), cap(e), len(f), cap(f), len(g), cap(g))
	println(b[:4][3], b[:cap(b)][31], f[:cap(f)][31])
	h, i := []byte(""), []rune("")
	h, i = append(h, 1), append(i, 1)
	println(len(h), cap(h), len(i), cap(i))
	read := []byte(short)
	println(len(read), cap(read))
	for n := range 40 {
		s := []byte(text(n))
		s = append(s, 1)
		print(" ", cap(s))
	}
	println()
}

func escaping() {
	a, b, c, d := []byte("const"), []byte(short), []byte(long), []byte(exact)
	println(len(a), cap(a), len(b), cap(b), len(c), cap(c), len(d), cap(d))
	e, f, g := []rune("const"), []rune(accents), []rune(long)
	println(len(e), cap(e), len(f), cap(f), len(g), cap(g))
	for _, s := range [][]byte{a, b, c, d} {
		for _, x := range s[len(s):cap(s)] {
			print(" ", x)
		}
		keep(s)
	}
	for _, s := range [][]rune{e, f, g} {
		for _, x := range s[len(s):cap(s)] {
			print(" ", x)
		}
		keep(s)
	}
	println()
	keep([]byte("yes"))
	println(cap(global.([]byte)))
	t := append([]byte("yes"), "no"...)
	println(cap(t), cap(append([]byte("yes"), 'n')))
}

func grow[T any](name string, value T, n int) {
	print(name, ":")
	var s []T
	last := -1
	for range n {
		s = append(s, value)
		if cap(s) != last {
			last = cap(s)
			print(" ", last)
		}
	}
	println()
}

func growKept[T any](name string, value T, n int) {
	print(name, " kept:")
	var s []T
	last := -1
	for range n {
		s = append(s, value)
		if cap(s) != last {
			last = cap(s)
			print(" ", last)
		}
		keep(s)
	}
	println()
}

func shapes() {
	var a []int
	a = append(a, 1, 2)
	println(len(a), cap(a))
	a = append(a, 3, 4, 5)
	println(len(a), cap(a))
	var b []int
	b = append(b, 1, 2, 3, 4, 5)
	println(len(b), cap(b))
	b = append(b[:0], 1)
	println(len(b), cap(b))
	var c []byte
	c = append(c, "text"...)
	println(len(c), cap(c))
	c = append(c, 'x')
	println(len(c), cap(c))
	var d []byte
	d = append(d, 'x')
	d = append(d, "text"...)
	println(len(d), cap(d))
	e := append([]int(nil), 1)
	f := append([]int{}, 1, 2, 3)
	g := append([]int{1}, 2)
	println(cap(e), cap(f), cap(g))
	h := append(e, 2, 3, 4, 5)
	println(cap(h))
	for i := range 3 {
		var s []int
		s = append(s, i)
		println(cap(s))
	}
	for i := range 3 {
		a = append(a[:0:0], i)
		println(cap(a))
	}
	var s struct{ list []int }
	s.list = append(s.list, 1)
	println(cap(s.list))
	var t struct {
		list []int
		a, b int
	}
	t.list = append(t.list, 1)
	println(cap(t.list), t.a)
	var u []int
	p := &u
	u = append(u, 1)
	println(cap(u), len(*p))
	var v []int
	add := func(x int) { v = append(v, x) }
	add(1)
	v = append(v, 2)
	println(cap(v))
	var w [2][]int
	w[0] = append(w[0], 1)
	println(cap(w[0]))
	x := make([]int, 0)
	x = append(x, 1)
	println(cap(x))
	var y []int
	if len(short) > 5 {
		y = append(y, 1)
	} else {
		y = append(y, 1, 2)
	}
	println(cap(y))
	y = append(y[:0:0], 5)
	println(cap(y))
	z := inner(3)
	println(z)
}

func inner(n int) int {
	var s []int
	for i := range n {
		s = append(s, i)
	}
	return cap(s)
}

//go:noinline
func made(n int) {
	s := make([]byte, n)
	t := make([]int, 0, n)
	t = append(t, 1, 2)
	println(cap(s), cap(t))
}

func arguments(values ...int) []int {
	values = append(values, 1)
	return values
}

func main() {
	conversions()
	escaping()
	grow("int", 1, 40)
	grow("byte", byte(1), 80)
	grow("bool", true, 40)
	grow("string", "s", 20)
	grow("point", point{}, 20)
	grow("five", five{}, 20)
	grow("wide", wide{}, 20)
	grow("empty", struct{}{}, 20)
	grow("any", any(1), 20)
	grow("pointer", &short, 20)
	grow("int32", int32(1), 20)
	grow("[3]int16", [3]int16{}, 20)
	grow("complex", 1i, 20)
	growKept("int", 1, 40)
	growKept("byte", byte(1), 80)
	growKept("string", "s", 20)
	growKept("point", point{}, 20)
	growKept("five", five{}, 20)
	growKept("wide", wide{}, 20)
	growKept("empty", struct{}{}, 20)
	shapes()
	for n := range 40 {
		made(n)
	}
	println(cap(arguments()), cap(arguments(1)), cap(arguments(1, 2, 3)))
}
