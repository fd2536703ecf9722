package main

type shape interface {
	area() int
	Name() string
}

type named interface{ Name() string }

type square struct{ side int }

func (s square) area() int    { return s.side * s.side }
func (s square) Name() string { return "square" }

type big struct{ a, b, c, d, e, f int }

func (b *big) area() int   { return b.a + b.f }
func (b big) Name() string { return "big" }

type number int

func (n number) area() int    { return int(n) }
func (n number) Name() string { return "number" }

type callback func(int) int

func (c callback) area() int    { return c(20) }
func (c callback) Name() string { return "callback" }

type holder struct{ p *int }

func (h holder) area() int    { return *h.p }
func (h holder) Name() string { return "holder" }

type single [1]*int

func (s single) area() int    { return *s[0] + 1 }
func (s single) Name() string { return "single" }

type wide [9]int

func (w wide) area() int    { return w[8] }
func (w wide) Name() string { return "wide" }

type empty struct{}

func (empty) area() int    { return -1 }
func (empty) Name() string { return "empty" }

// Several results, big parameters and results.
type transformer interface {
	transform(b big, s string, more ...int) (big, string, error)
}

type shifter struct{ by int }

func (s shifter) transform(b big, t string, more ...int) (big, string, error) {
	b.a += s.by + len(more)
	return b, t + "!", nil
}

type failure struct{ code int }

func (f *failure) Error() string { return "failure" }

func fail(yes bool) error {
	if yes {
		return &failure{7}
	}
	return nil
}

// Embedding: of a struct, of a pointer, of an interface.
type inner struct{ n int }

func (i inner) get() int   { return i.n }
func (i *inner) set(n int) { i.n = n }

type middle struct {
	pad string
	inner
}

type outer struct {
	*middle
	extra int
}

type getter interface{ get() int }
type setter interface {
	getter
	set(int)
}

type decorated struct {
	shape
	label string
}

func (d decorated) Name() string { return d.label + " " + d.shape.Name() }

func show(s shape) { println(s.Name(), s.area()) }

func shapes() []shape {
	n := 41
	return []shape{
		square{3}, &square{4}, &big{a: 5, f: 6}, number(9), callback(func(i int) int { return i * 2 }),
		holder{&n}, single{&n}, wide{8: 88}, empty{}, &empty{}, decorated{square{2}, "fine"}, &decorated{number(1), "small"},
	}
}

func dispatch() {
	for _, s := range shapes() {
		show(s)
		var n named = s
		println(n.Name())
	}
}

func results() {
	var t transformer = shifter{10}
	b, s, err := t.transform(big{a: 1, f: 6}, "text", 1, 2, 3)
	println(b.a, b.f, s, err == nil)
	println(fail(true) != nil, fail(false) == nil, fail(true).Error(), fail(true).(*failure).code)
}

func embedding() {
	m := &middle{"p", inner{1}}
	o := outer{m, 2}
	var g getter = o
	println(g.get())
	var st setter = o
	st.set(5)
	println(st.get(), m.n, o.get())
	st = &o
	st.set(6)
	println(g.get())
	st = m
	st.set(8)
	g = *m
	m.set(9)
	println(g.get(), st.get(), o.n)
	var local getter = struct {
		inner
		x int
	}{inner{3}, 4}
	println(local.get())
	var p setter = &struct{ *middle }{m}
	p.set(12)
	println(m.n)
}

func methodValues() {
	var s shape = square{6}
	f := s.area
	s = square{7}
	println(f(), s.area())
	g := shape.area
	println(g(number(3)), g(square{2}))
	h := outer.get
	o := outer{&middle{"", inner{4}}, 0}
	println(h(o), (*outer).get(&o))
	set := outer.set
	set(o, 44)
	println(o.n, (*square).Name(&square{}), named.Name(s))
	put := o.set
	put(45)
	println(o.get())
	d := decorated{number(5), "x"}
	a := d.area
	d.shape = number(6)
	println(a(), d.area())
}

func main() {
	dispatch()
	results()
	embedding()
	methodValues()
}
