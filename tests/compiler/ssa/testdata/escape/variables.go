package main

type node struct {
	next *node
	v    int
}

var global *node
var ints []int

func returned() *int {
	x := 1
	return &x
}

func kept() int {
	x := 1
	p := &x
	*p = 2
	return x
}

func chained() *node {
	a := node{v: 1}
	b := node{next: &a}
	return &b
}

func stays() int {
	a := node{v: 1}
	b := node{next: &a}
	return b.next.v
}

func stored() { global = &node{v: 2} }

func loops() int {
	var last *int
	for i := 0; i < 3; i++ {
		x := i
		last = &x
	}
	return *last
}

func perIteration() (ps [3]*int) {
	for i := 0; i < 3; i++ {
		ps[i] = &i
	}
	return
}

func (n *node) get() int     { return n.v }
func (n *node) keep()        { global = n }
func (n *node) link(m *node) { n.next = m }
func (n *node) self() *node  { return n }

func calls() int {
	a, b, c := node{}, node{}, node{}
	b.keep()
	a.link(&c)
	return a.get()
}

func results() *node {
	n := node{v: 3}
	return n.self()
}

func slices() ([]int, int) {
	s := []int{1, 2}
	t := []int{3}
	u := [3]int{}
	ints = u[:]
	return s, t[0]
}

func sum(xs ...int) (t int) {
	for _, x := range xs {
		t += x
	}
	return
}

func hold(xs ...int) { ints = xs }

func variadic() int {
	hold(1, 2)
	return sum(1, 2, 3)
}

func allocates() (*node, int) {
	p, q := new(node), new(int)
	return p, *q
}

func pointers(c bool) *int {
	x, y := 1, 2
	p := &x
	if c {
		p = &y
	}
	return p
}

func through(pp **int) {
	z := 4
	*pp = &z
}

func holder() int {
	var p *int
	through(&p)
	return *p
}

func large() int {
	var a [200000]byte
	a[5] = 1
	b := [1000]byte{}
	return int(a[5]) + int(b[4])
}

func main() {}
