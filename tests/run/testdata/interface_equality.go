package main

type key interface{ id() int }
type a struct{ n int }
type b struct{ n int }

func (x a) id() int  { return x.n }
func (x *b) id() int { return x.n }

type rec struct {
	k key
	v any
	s string
	f float64
}

func equal(x, y any) bool { return x == y }

func main() {
	p, q := &b{1}, &b{1}
	keys := []key{nil, a{1}, a{1}, a{2}, p, p, q}
	for _, x := range keys {
		for _, y := range keys {
			print(x == y, " ")
		}
		println(x == nil, nil != x, x == a{1}, a{2} == x, p == x, x != q)
	}
	values := []any{nil, 1, int8(1), uint(1), "x", "x" + string(rune(121)), 1.5, 1 + 2i, a{1}, p, [2]string{"a", "b"}, struct{}{},
		rec{a{1}, 2, "s", 0}, rec{a{1}, 2, "s", 0}, rec{a{1}, int8(2), "s", 0}, true, 'x', any(nil), uintptr(1), [3]any{1, "2", nil}}
	for i, x := range values {
		for j, y := range values {
			if equal(x, y) != (i == j) {
				println(i, j)
			}
		}
	}
	println(rec{p, p, "", 1} == rec{p, p, "", 1}, rec{p, p, "", 1} == rec{q, p, "", 1})
	println([2]any{1, p} == [2]any{1, p}, [2]key{a{1}, p} != [2]key{a{1}, q}, [6]any{5: 1} == [6]any{5: 1})
	switch any(a{3}) {
	case 1, "x":
		println("no")
	case a{3}:
		println("yes")
	}
	switch keys[1] {
	case nil:
		println("no")
	case a{1}:
		println("yes")
	}
	var zero float64
	nan := zero / zero
	println(any(nan) == any(nan), any(zero) == any(-zero))
	var e1, e2 error
	println(e1 == e2)
	var typed *b
	var k key = typed
	println(k == nil, k == typed, any(k) == any(typed))
	large := [9]int{8: 1}
	var boxed any = large
	println(large == boxed, boxed == large, large != any(1), wide{c: "x"} == any(wide{}))
	switch large {
	case boxed:
		println("a large value is one of an interface")
	}
	switch boxed {
	case wide{}:
		println("no")
	case large:
		println("and the other way round")
	}
}

type wide struct {
	a, b int
	c, d string
}
