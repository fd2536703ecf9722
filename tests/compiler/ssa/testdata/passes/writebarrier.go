// passes: write barriers

package main

type node struct {
	next *node
	name string
	n    int
}

type wide struct {
	n    [6]int
	a, b *int
}

var (
	root  *node
	count int
)

// Slots of the caller or of the heap; numbers need none.
func link(x, y *node) {
	x.n = 3
	x.next = y
	x.name = "constant"
	root = x
}

// Fresh memory is zero, until a call may have changed it.
func fresh(y *node) *node {
	x := &node{next: y, name: "constant"}
	return x
}

func stale(y *node) *node {
	x := &node{}
	use(x)
	x.name = "constant"
	return x
}

func twice(y *node) *node {
	x := &node{next: y}
	x.next = nil
	return x
}

func use(x *node) { root = x }

// A variable that stays on the stack.
func local(y *node) string {
	var x node
	p := &x
	p.next = y
	return p.next.name
}

// The pointer goes back to where it came from.
func shorter(x *node) {
	x.name = x.name[:2]
}

func later(x *node) {
	x.name = x.name[2:]
}

func loaded(x *node, s []string) {
	t := x.name
	x.name = s[0]
	use(x)
	x.name = t[:2]
}

// Memory that moves as a whole.
func move(x, y *wide, all []*node) {
	*x = *y
	*y = wide{}
	copy(all, all[1:])
	clear(all[:1])
	copy(x.n[:], y.n[1:])
}

func address(x **int) *[2]*int {
	*x = &count
	return &[2]*int{&count, nil}
}

func boxed(x *any, n *node) {
	*x = n
	*x = 5
}

func main() {}
