package main

var keep *int

func at(xs []int, i int) int { // LENS ^inline 4/80 · 1 bounds check$
	return /*hover[SSA of `xs[i]` | load | Used by | return | does not escape]*/ xs[i]
}

func calls(xs []int, n int) int { // LENS ^inline 28/80 · 1 escape · 1 bounds check$
	/*hover[SSA of `é` | new é *int | Used by | `moved to heap: é`]*/ é := n
	keep = &é
	if é > 1 {
		return 0
	}
	return /*hover[SSA of `at(xs, 3)` | boundscheck | call of `at`: inlined]*/ at(xs, 3) + len(/*hover[runtime.makeslice | escape of `make([]int, n)`: does not escape]*/ make([]int, n))
}

func /*hover[func main.init.0()]*/ init() { // LENS ^inline
	keep = nil
}

func /*hover[func main.init.1()]*/ init() { // LENS ^inline
	func() { keep = /*hover[escape of `new(int)`: escapes to heap | Used by | storewb]*/ new(int) }()
}

func largest[T int | string](a, b T) T { // LENS ^inline
	if /*hover[lt | Used by]*/ a < b {
		return b
	}
	return a
}

func main() { // LENS .
	println(calls(nil, 1), largest(1, 2), largest("a", "b"))
}
