// Addresses that leave their frame, and those that do not.
package p

type node struct {
	next *node
	data [4]int
	ptr  *int
}

var global *int
var table [8]*node

func toGlobal() { x := 1; global = &x }

func toResult() *int { x := 1; return &x }

func local() int { x := 1; p := &x; return *p }

func throughVariables() *int { x := 1; p := &x; q := p; return q }

func ofField() *int { n := node{}; return &n.data[1] }

func ofFieldBehindPointer(n *node) *int { return &n.data[1] }

func ofParameter(x int) *int { return &x }

func stored(n *node) { x := 1; n.ptr = &x }

func storedInArray(i int) { n := node{}; table[i] = &n }

func readOnly(n *node) int { return *n.ptr + n.data[0] }

func next(n *node) *node { return n.next }

func nextNext(n *node) *node { return n.next.next }

func content(n *node) { global = n.ptr }

func sliceOfArray() []int { var a [4]int; return a[1:] }

func sliceKept() int { var a [4]int; s := a[:]; return len(s) }

func ofBlank(_ *int, p *int) { _ = p }

func several(p, q *int) (*int, *int) { return q, p }

func named(p *int) (r *int, err error) { r = p; return }

func swap(p, q **int) { *p, *q = *q, *p }

func newValue() *int { return new(int) }

func newKept() int { p := new(int); *p = 3; return *p }

func literal() *node { return &node{ptr: new(int)} }

func literalKept() int { n := &node{next: &node{}}; return n.data[0] }

func elided() []*node { return []*node{{}, {ptr: new(int)}} }

func pointerToPointer() **int { x := 1; p := &x; return &p }

func cycle() { n := &node{}; n.next = n }

func conditional(b bool, p, q *int) *int {
	r := p
	if b {
		r = q
	}
	return r
}
