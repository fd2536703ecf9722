package main

import "unsafe"

type point struct{ x, y int }

const limit = 3 * 7

var count int

func scale(p point, by int) point { // LENS ^inline 14/80$
	/*hover[field x int]*/ p./*hover[field x int]*/x *= /*hover[var by int]*/ by
	return point{/*hover[mul | int]*/ p.x * by, p.y}
}

func (p *point) length() int { // LENS ^inline 6/80$
	return /*hover[var p *point]*/ p.x + p.y
}

func constants() int { // LENS ^inline 4/80$
	return /*hover[const limit untyped int = 21]*/ limit + /*hover[var count int]*/ count
}

func words(s string, bytes []byte) (n int) { // LENS ^inline 12/80 · 1 bounds check$
	n += /*hover[func len (built-in)]*/ len(s)
	n += int(/*hover[var bytes []byte | boundscheck | bounds check | kept]*/ bytes[0])
	return n
}

func sizes() uintptr { // LENS ^inline 2/80$
	return unsafe.Sizeof(/*hover[type point struct{x int; y int}]*/ point{})
}

func /*hover[escapes | Decisions: | [line 35](file:// | `moved to heap: x` (address-of) |   - [line | Decisions of Go Bindery's compiler, by the rules of go1.27.3]*/ escapes() *int { // LENS ^inline 8/80 · 1 escape$
	x := 3
	return &/*hover[var x int]*/ x
}

func /*hover[func broken() int | No SSA: undefined: nope]*/ broken() int { // LENS ^blocked: undefined: nope$
	return nope
}

func labels(n int) { // LENS ^inline 40/80$
outer:
	for i := 0; i < n; i++ {
		continue /*hover[label outer]*/ outer
	}
	/*hover[func scale(p point, by int) point]*/ scale(point{}, 1)
	var e error = nil
	_ = /*hover[var e error]*/ e
}

func /*hover[func main() | SSA after the last pass: | func main.main()]*/ main() { // LENS .
	println((&point{})./*hover[func (p *point) length() int]*/ length(), /*hover["é😀"]*/ "é😀", /*hover[const true untyped bool = true]*/ true)
}

func /*hover[Decisions: | [line 59](file:// | main.go#L59,76), bounds check of `xs[i]`: kept (]*/ closures(xs []int) func(int) int { // LENS ^inline 17/80 · 1 escape · 1 bounds check$
	return func(i int) int {
		return /*hover[var xs []int | boundscheck]*/ xs[i] + /*hover[var i int]*/ i
	}
}

func largest[T int | string](a, b T) T { // LENS ^inline \d+/80 · worst of 2 instances$
	if a > b {
		return a
	}
	return b
}

func pairs() (int, string) { // LENS ^inline 29/80$
	return largest(1, 2), largest("a", "b")
}

func unused[T any](x T) *T { // LENS ^no instances$
	return &x
}
