package main

type counter struct {
	n    int
	next *counter
}
type wrapper struct {
	pad int
	counter
}
type pointerWrapper struct{ *counter }
type iface interface {
	get() int
	set(int)
}
type holder struct {
	iface
	f func(int) int
}
type function func(int) int

func (c counter) get() int       { return c.n }
func (c *counter) set(n int)     { c.n = n }
func (c *counter) add(n int) *counter {
	c.n += n
	return c
}
func (f function) call(x int) int { return f(x) }

func leaf(x int) int { return x + 1 }
func big(x int) int {
	println(x, x, x)
	println(x, x, x)
	return big2(x) + big2(x+1)
}
func big2(x int) int {
	if x > 10 {
		return big(x)
	}
	return big(x) + big(x-1) + 1
}
func callsLeaf(x int) int           { return leaf(x) + leaf(leaf(x)) }
func callsBig(x int) int            { return big(x) }
func methods(c *counter, v counter) int {
	c.set(1)
	v.set(2)
	return c.get() + v.get()
}
func promoted(w *wrapper, v wrapper, p pointerWrapper) int {
	w.set(1)
	p.set(3)
	return w.get() + v.get() + p.get()
}
func chain(c *counter) int              { return c.add(1).add(2).get() }
func interfaceCall(i iface) int         { return i.get() }
func embeddedInterface(h *holder) int   { return h.get() }
func makeIface() iface {
	println()
	return nil
}
func callOnResult() int                 { return makeIface().get() }
func fieldCall(h holder) int            { return h.f(1) }
func parameterCall(f func(int) int) int { return f(1) }
func namedCall(f function) int          { return f.call(2) }
func getter() func(int) int             { return leaf }
func callCall() int                     { return getter()(1) }
func methodValue(c *counter) func() int { return c.get }
func methodExpr(c counter) int          { return counter.get(c) + (*counter).add(&c, 1).n }
func methodExprValue() func(counter) int { return counter.get }
func selfRecursive(n int) int {
	if n <= 0 {
		return 0
	}
	return selfRecursive(n-1) + 1
}
func even(n int) bool { return n == 0 || odd(n-1) }
func odd(n int) bool  { return n != 0 && even(n-1) }
func callsCycle() bool { return even(3) }

//go:noinline
func notInlined(x int) int { return x }
func callsNotInlined(x int) int { return notInlined(x) }

func init()           { leaf(1) }
func init()           { callsLeaf(2) }
func recovers() any   { return recover() }
func goes()           { go leaf(1) }
func _()              { leaf(2) }

var initialised = leaf(3) + func() int { return leaf(4) }()
var table = map[string]func(int) int{"a": leaf, "b": func(x int) int { return leaf(x) }}

func main() {}
