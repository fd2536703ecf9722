package main

func leaf(x int) int { return x + 1 }
func direct(a int) int {
	return func(b int) int { return a + b }(1)
}
func local(a int) int {
	f := func(b int) int { return leaf(a) + b }
	return f(1) + f(2)
}
func once(a int) int {
	f := func(b int) int {
		println(a, b)
		println(a, b)
		println(a, b)
		println(a, b)
		println(a, b)
		println(a, b)
		println(a, b)
		println(a, b)
		println(a, b)
		println(a, b)
		println(a, b)
		println(a, b)
		println(a, b)
		return leaf(b)
	}
	return f(1)
}
func reassigned(a int) int {
	f := func(b int) int { return a + b }
	if a > 1 {
		f = leaf
	}
	return f(1)
}
func alias(a int) int {
	f := leaf
	g := f
	return g(a)
}
func recursive(n int) int {
	var f func(int) int
	f = func(x int) int {
		if x == 0 {
			return 0
		}
		return f(x-1) + 1
	}
	return f(n)
}
func apply(f func(int) int, x int) int { return f(x) + f(x+1) }
func applies(a int) int {
	return apply(func(x int) int { return x + a }, 3)
}
func appliesNamed() int { return apply(leaf, 1) }
func nested(a int) int {
	f := func() int {
		g := func() int { return a + 1 }
		return g() + leaf(a)
	}
	return f()
}
func inNested(a int) func() int {
	g := func() int { return a + 1 }
	h := func() int { return leaf(2) }
	return func() int { return g() + h() + leaf(a) }
}
func makes(a int) func() int { return func() int { return leaf(a) } }
func calls() int             { return makes(1)() + makes(2)() }
func keeps() int {
	f := makes(3)
	return f() + f()
}
func named() (f func() int) {
	f = func() int { return 1 }
	return
}
func callsNamed() int { return named()() }
func captured(f func() int) func() int {
	return func() int { return f() }
}
func unused() {
	f := func() {}
	_ = f
	func() {}()
}
func shared(a int) int {
	f := func(b int) int { return a + b }
	g := func() int { return f(1) }
	return g() + f(2)
}
func usesApplies() int { return applies(4) }

func main() {}
