// Statements that move values: loops, switches, select, send, go, defer, labels.
package p

var sink any
var pointer *int

func loopVariable() {
	for i := 0; i < 10; i++ {
		pointer = &i
	}
}

func loopClosure() {
	var fs []func() int
	for i := 0; i < 10; i++ {
		fs = append(fs, func() int { return i })
	}
	_ = fs
}

func rangeReturn(xs []int) func() int {
	for _, x := range xs {
		if x > 3 {
			return func() int { return x }
		}
	}
	return nil
}

func outlivesIteration() {
	var p *int
	for i := 0; i < 3; i++ {
		x := i
		p = &x
	}
	println(*p)
}

func withinIteration() {
	for i := 0; i < 3; i++ {
		x := i
		p := &x
		println(*p)
	}
}

func newInLoop() {
	var p *int
	for range 3 {
		p = new(int)
	}
	println(*p)
}

func gotoLoop() {
	var p *int
again:
	x := 1
	p = &x
	if *p > 2 {
		goto again
	}
}

func rangeElements(xs []*int) {
	for _, x := range xs {
		pointer = x
	}
}

func rangeArray(xs [3]*int) {
	for _, x := range xs {
		pointer = x
	}
}

func rangeMap(m map[*int]*int) {
	for k, v := range m {
		pointer = k
		pointer = v
	}
}

func rangeInto(m map[string]int) {
	var k any
	var v any
	for k, v = range m {
		println(k, v)
	}
}

func typeSwitch(x any) *int {
	switch v := x.(type) {
	case *int:
		return v
	case *string, int:
		sink = v
	default:
		println(v)
	}
	return nil
}

func valueSwitch(x any, n int) int {
	switch x {
	case n, "text", 2.5:
		return 1
	}
	switch n {
	case 1:
	}
	return 0
}

func send(c chan *int, d chan any) { x := 1; c <- &x; d <- x }

func receive(c chan *int) *int { p := <-c; return p }

func selects(c chan *int, d chan any) {
	x := 1
	var a any
	var ok bool
	select {
	case c <- &x:
	case p := <-c:
		println(*p)
	case a, ok = <-d:
		println(a, ok)
	}
}

func goes() { x := 1; go func() { x++ }() }

func goesWith(p *int) { go use(p) }

func use(p *int) { println(*p) }

func keepIt(p *int) { pointer = p }

func defers() { x := 1; defer use(&x); defer keepIt(&x) }

func defersLiteral() { x := 1; defer func() { x++ }() }

func defersInLoop() {
	for i := 0; i < 3; i++ {
		x := i
		defer use(&x)
	}
}

type file struct{ p *int }

func (f *file) close(args ...any) {}

func defersMethod() { f := file{}; x := 1; defer f.close(x, &x) }

func defersBuiltin(m map[any]int) {
	x := 1
	defer delete(m, x)
	defer print(x)
	defer panic(x)
}

func two() (*int, any) { x := 1; return &x, x }

func takes(p *int, a any) {}

func defersTuple() { defer takes(two()); go takes(two()) }

func panics(n int) { panic(n) }

func constantConditions() {
	if false {
		x := 1
		pointer = &x
	}
	for false {
		x := 1
		pointer = &x
	}
	switch 1 {
	case 2:
		x := 1
		pointer = &x
	}
	return
}
