// Function literals: what they capture, by value or by reference, and where they go.
package p

var sink func()

func byValue() { x := 1; sink = func() { println(x) } }

func byReference() { x := 1; sink = func() { x++ } }

func reassigned() { x := 1; x = 2; sink = func() { println(x) } }

func reassignedAfter() { x := 1; sink = func() { println(x) }; x = 2 }

func calledDirectly() int { x := 1; func() { x++ }(); return x }

func kept() int { x := 1; f := func() int { return x }; return f() }

func addressTaken() { x := 1; p := &x; sink = func() { println(*p, x) } }

func large() { var a [64]int; sink = func() { println(a[0]) } }

func nested() { x := 1; sink = func() { func() { x++ }() } }

func capturesNothing() { sink = func() { println("x") } }

func returned(p *int) func() *int { return func() *int { return p } }

func results() { var u int; f := func() *int { return &u }; *f() = 42 }

func resultsLost() { var u int; f := func() *int { return &u }; call(f) } // differs: inlined, the literal still counts as used

func call(f func() *int) { *f() = 1 }

func parameter() { f := func(p *int) { global = p }; x := 1; f(&x) }

func parameterKept() { f := func(p *int) { *p = 2 }; x := 1; f(&x) }

func recursive(n int) {
	var f func(int)
	f = func(i int) {
		if i > 0 {
			f(i - 1)
		}
	}
	f(n)
}

func several(b bool) {
	f := func(p *int) { *p = 1 }
	if b {
		f = func(p *int) { *p = 2 }
	}
	x := 1
	f(&x)
}

func outerVariable() {
	var p *int
	func() { x := 1; p = &x }()
	println(*p)
}

var global *int

type counter struct{ n int }

func (c *counter) add(p *int) *int { c.n++; return p }

func (c counter) get(p *int) { global = p }

func methodValue() func(*int) *int { var c counter; return c.add }

func methodValueKept() { var c counter; f := c.add; x := 1; f(&x) }

func methodValueOfValue() { var c counter; f := c.get; f(nil) }

func methodExpression() { var c counter; x := 1; (*counter).add(&c, &x) }

type adder interface{ add(*int) *int }

func ofInterface(a adder) func(*int) *int { return a.add }
