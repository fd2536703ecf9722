// passes: split
package main

type node struct {
	next *node
	v    int
}

var global *node

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

func stored() { global = &node{} }

func loops() int {
	var last *int
	for i := 0; i < 3; i++ {
		x := i
		last = &x
	}
	return *last
}

func (n *node) get() int { return n.v }
func (n *node) keep()    { global = n }

func calls() int {
	a, b := node{}, node{}
	b.keep()
	return a.get()
}

func slices() ([]int, int) {
	s := []int{1, 2}
	t := []int{3}
	return s, t[0]
}

func main() {}
