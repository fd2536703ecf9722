// Function literals: captures by value and by reference, counters, recursion, closures in loops and structs.
package main

type op struct {
	name string
	run  func(int, int) int
}

func counter() (func() int, func()) {
	n := 0
	return func() int { n++; return n }, func() { n = 100 }
}

func adder(base int) func(int) int { return func(x int) int { return base + x } }

func apply(f func(int) int, values ...int) (out []int) {
	for _, v := range values {
		out = append(out, f(v))
	}
	return
}

func compose(f, g func(string) string) func(string) string {
	return func(s string) string { return f(g(s)) }
}

var global = func() string { return "global" }

func wide(a, b, c, d string, f func(string, string, string, string) (string, int)) (string, int) {
	return f(d, c, b, a)
}

func main() {
	next, reset := counter()
	println(next(), next(), next())
	reset()
	println(next())
	other, _ := counter()
	println(other(), next())
	for _, v := range apply(adder(10), 1, 2, 3) {
		print(v, " ")
	}
	println()
	var fib func(int) int
	fib = func(n int) int {
		if n < 2 {
			return n
		}
		return fib(n-1) + fib(n-2)
	}
	println(fib(15))
	var prints []func()
	for i := 0; i < 3; i++ {
		prints = append(prints, func() { print(i, " "); i += 10 })
	}
	for _, p := range prints {
		p()
		p()
	}
	println()
	ops := []op{
		{"add", func(a, b int) int { return a + b }},
		{"sub", func(a, b int) int { return a - b }},
	}
	for _, o := range ops {
		println(o.name, o.run(7, 3))
	}
	exclaim := func(s string) string { return s + "!" }
	twice := func(s string) string { return s + s }
	println(compose(exclaim, twice)("ab"), compose(twice, exclaim)("ab"))
	println(global())
	x, y := 1, "captured"
	func() {
		x++
		func() { x *= 10; y += "?" }()
	}()
	println(x, y)
	big := [40]int{3: 4}
	sum := func() (s int) {
		for _, v := range big {
			s += v
		}
		return
	}
	big[5] = 6
	println(sum())
	println(wide("a", "b", "c", "d", func(p, q, r, s string) (string, int) { return p + q + r + s + y, len(y) }))
	var none func()
	println(none == nil, next != nil)
}
