// A tour: generics, range over methods, labels, closures, type switches, named results in panics, slices.

package main

type Num interface{ ~int | ~float64 }

func sum[T Num](xs ...T) (t T) {
	for _, x := range xs {
		t += x
	}
	return
}

type List[T any] struct {
	head *node[T]
	n    int
}
type node[T any] struct {
	v    T
	next *node[T]
}

func (l *List[T]) Push(v T) { l.head = &node[T]{v, l.head}; l.n++ }
func (l *List[T]) All() func(func(int, T) bool) {
	return func(yield func(int, T) bool) {
		i := 0
		for n := l.head; n != nil; n = n.next {
			if !yield(i, n.v) {
				return
			}
			i++
		}
	}
}

func gen[T any](l *List[T], f func(T) bool) (r T, ok bool) {
	defer func() {
		if e := recover(); e != nil {
			println("gen recovered")
		}
	}()
	for i, v := range l.All() {
		defer println("deferred", i)
		if f(v) {
			return v, true
		}
		if i == 3 {
			panic("too far")
		}
	}
	return
}

func labels() {
	i := 0
loop:
	for {
		switch i {
		case 0:
			i++
			continue loop
		case 1:
			i++
			fallthrough
		case 2:
			i += 2
		default:
			break loop
		}
	}
	println(i)
	goto mid
back:
	println("back", i)
	return
mid:
	{
		i++
		goto back
	}
}

func shadow() {
	x := 1
	f := func() int { x++; return x }
	{
		x := f()
		x += f()
		println(x)
	}
	println(x)
	var fs []func() int
	for i := range 3 {
		defer func() { print(i, ";") }()
		fs = append(fs, func() int { i *= 2; return i })
	}
	for _, f := range fs {
		print(f(), f(), " ")
	}
	println()
}

type Stringer interface{ String() string }
type Temp float64

func (t Temp) String() string { return "temp" }

type Err struct{ code int }

func (e *Err) Error() string { return "err" }

func mayFail(b bool) error {
	var e *Err
	if b {
		e = &Err{1}
		return e
	}
	return nil
}

func typesw(v any) {
	switch x := v.(type) {
	case nil:
		println("nil")
	case int, int8:
		println("int-ish", x == any(int8(3)))
	case string:
		println("string", len(x))
	case Stringer:
		println(x.String())
	case error:
		println(x.Error())
	case func() int:
		println(x())
	case []int:
		println(len(x))
	case *int:
		println(*x)
	case struct{ a, b int }:
		println(x.a + x.b)
	default:
		println("other")
	}
}

func multi() (a, b int, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = r.(error)
			b *= 2
		}
	}()
	a, b = 3, 4
	var arr []int
	_ = arr[a]
	return 9, 9, nil
}

type Matrix [2][2]float64

func (m Matrix) Mul(o Matrix) (r Matrix) {
	for i := range m {
		for j := range o[0] {
			for k := range o {
				r[i][j] += m[i][k] * o[k][j]
			}
		}
	}
	return
}

type Tree struct {
	l, r *Tree
	v    int
}

func (t *Tree) Walk(yield func(int) bool) bool {
	return t == nil || t.l.Walk(yield) && yield(t.v) && t.r.Walk(yield)
}
func (t *Tree) All(yield func(int) bool) { t.Walk(yield) }

func main() {
	println(sum(1, 2, 3), sum(1.5, 2.5), sum[int]())
	var l List[string]
	for _, s := range []string{"a", "b", "c", "d", "e"} {
		l.Push(s)
	}
	println(gen(&l, func(s string) bool { return s == "c" }))
	println(gen(&l, func(s string) bool { return false }))
	labels()
	shadow()
	n := 5
	for _, v := range []any{nil, 3, int8(3), "abc", Temp(1), &Err{}, func() int { return 42 }, []int{1, 2}, &n, struct{ a, b int }{1, 2}, 1.5} {
		typesw(v)
	}
	println(mayFail(false) == nil, mayFail(true) != nil)
	a, b, err := multi()
	println(a, b, err.Error())
	m := Matrix{{1, 2}, {3, 4}}
	m = m.Mul(m)
	println(m[0][0], m[0][1], m[1][0], m[1][1])
	t := &Tree{&Tree{nil, nil, 1}, &Tree{&Tree{nil, nil, 3}, nil, 4}, 2}
	for v := range t.All {
		print(v, " ")
		if v == 3 {
			break
		}
	}
	println()
	mul := Matrix.Mul
	r := mul(m, Matrix{{1, 0}, {0, 1}})
	println(r == m, &r == &m)
	var st Stringer = Temp(2)
	f := st.String
	st = nil
	println(f())
	c := make([]int, 2, 10)
	d := append(c, 1)
	e := append(c, 2)
	println(d[2], e[2], len(c[:5]), cap(c[2:4:6]))
	copy(c[:3], []int{7, 8, 9})
	println(c[0], d[2], copy([]byte("xyz"), "ab"))
	clear(c)
	println(c[0], min(3, 1, 2), max(2.5, 1), min("b", "a"))
	var x uint8 = 200
	x += 100
	println(x, x<<3, x>>1, ^x, -x, 7&^5, -7/2, -7%3, 1<<3|1)
	println(len("日本"), "日本"[1], "abc"[1:], string("abc"[2]))
}
