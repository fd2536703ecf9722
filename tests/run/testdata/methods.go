// Methods with value and pointer receivers, on structs and other named types, promoted through embedding.
package main

type counter struct{ n int }

func (c *counter) inc() *counter { c.n++; return c }
func (c counter) get() int       { return c.n }

type temperature float64

func (t temperature) fahrenheit() temperature { return t*9/5 + 32 }

type list []int

func (l list) sum() (s int) {
	for _, v := range l {
		s += v
	}
	return
}

func (l *list) add(v int) { *l = append(*l, v) }

type outer struct {
	middle
	label string
}

type middle struct{ *counter }

type node struct {
	value       int
	left, right *node
}

func (n *node) insert(v int) *node {
	if n == nil {
		return &node{value: v}
	}
	if v < n.value {
		n.left = n.left.insert(v)
	} else {
		n.right = n.right.insert(v)
	}
	return n
}

func (n *node) walk() int {
	if n == nil {
		return 0
	}
	count := n.left.walk()
	println(n.value)
	return count + 1 + n.right.walk()
}

func main() {
	var c counter
	c.inc().inc().inc()
	println(c.get(), c.n)
	println(temperature(100).fahrenheit())
	var l list
	l.add(1)
	l.add(2)
	(&l).add(3)
	println(l.sum(), len(l))
	o := outer{middle{&counter{41}}, "label"}
	o.inc()
	println(o.get(), o.n, o.middle.counter.n, o.label)
	var root *node
	for _, v := range []int{5, 2, 8, 1, 9, 3} {
		root = root.insert(v)
	}
	println("count", root.walk())
}
