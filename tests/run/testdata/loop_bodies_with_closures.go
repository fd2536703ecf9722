// Bodies of range-over-func loops, inlined or not, that call closures declared around them, inlined or not.
package main

type entry struct {
	kind int
	name string
	next *entry
}

func entries(yield func(entry) bool) {
	if !yield(entry{kind: 1, name: "a"}) {
		return
	}
	yield(entry{kind: 3, name: "b", next: &entry{name: "c"}})
}

// twice has a body that stays a function where the loop around it is inlined.
func twice() {
	simple := func(e entry) bool {
		return e.kind != 3 || e.next.name == "c"
	}
	for source := range entries {
		for target := range entries {
			println(source.name, target.name, simple(source), simple(target))
		}
	}
}

// once has nothing but calls that are inlined.
func once() {
	add := func(x, y int) int { return x + y }
	sum := 0
	for e := range entries {
		sum = add(sum, e.kind)
	}
	println("sum", sum)
}

// through passes a closure on to a function that is inlined, and that calls it in a loop body, too.
func through() {
	count := 0
	note := func(e entry) bool { count += e.kind; return true }
	each(note)
	each(note)
	println("count", count)
}

func each(f func(entry) bool) {
	for e := range entries {
		for other := range entries {
			f(other)
		}
		f(e)
	}
}

// deep calls a closure within closures that are called themselves.
func deep() {
	double := func(n int) int { return 2 * n }
	outer := func(n int) int {
		inner := func(n int) int { return double(n) + 1 }
		return inner(n) + double(inner(n))
	}
	println("deep", outer(1), outer(2))
	for e := range entries {
		println(outer(e.kind))
	}
}

func main() {
	twice()
	once()
	through()
	deep()
}
