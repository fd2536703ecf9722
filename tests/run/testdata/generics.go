package main

type Number interface {
	~int | ~int8 | ~float64 | ~uint8
}

func Sum[T Number](xs ...T) T {
	var s T
	for _, x := range xs {
		s += x
	}
	return s
}

func Map[T, U any](xs []T, f func(T) U) []U {
	out := make([]U, 0, len(xs))
	for _, x := range xs {
		out = append(out, f(x))
	}
	return out
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
func (l *List[T]) Each(f func(T)) {
	for n := l.head; n != nil; n = n.next {
		f(n.v)
	}
}
func (l List[T]) Len() int { return l.n }

type Lener interface{ Len() int }
type Pusher[T any] interface {
	Push(T)
	Lener
}
type Outer struct{ List[string] }

type Stringer interface{ String() string }
type ID int

func (i ID) String() string { return "id" }

func Join[T Stringer](xs []T) string {
	s := ""
	for _, x := range xs {
		s += x.String()
	}
	return s
}

type Ptr[T any] interface {
	*T
	Set(int)
}
type Cell struct{ v int }

func (c *Cell) Set(v int) { c.v = v }
func Make[T any, P Ptr[T]](v int) T {
	var t T
	P(&t).Set(v)
	return t
}
func Kind[T any](x T) string {
	switch any(x).(type) {
	case int:
		return "int"
	case string:
		return "string"
	case []T:
		return "slice"
	}
	return "other"
}
func Local[T any](x T) any {
	type box struct{ v T }
	return box{x}
}
func IsLocal[T any](x any) bool {
	_, ok := x.(interface{ never() })
	return ok
}

type Pair[K comparable, V any] struct {
	Key K
	Val V
}

func (p Pair[K, V]) Swap() (V, K) { return p.Val, p.Key }

func Zero[T any]() (z T)                       { return }
func Eq[T comparable](a, b T) bool             { return a == b }
func Len[S ~[]E | ~string, E any](s S) int     { return len(s) }
func Count[A [3]int | [5]int](a A) int         { return len(a) }
func Conv[T ~int | ~uint8 | ~float64](x int) T { return T(x) + T(1) }
func Rec[T any](n int, x T) int {
	if n == 0 {
		return 0
	}
	return 1 + Rec(n-1, x)
}

type Tree[T any] struct {
	l, r *Tree[T]
	v    T
}

func (t *Tree[T]) Insert(v T, less func(a, b T) bool) *Tree[T] {
	if t == nil {
		return &Tree[T]{v: v}
	}
	if less(v, t.v) {
		t.l = t.l.Insert(v, less)
	} else {
		t.r = t.r.Insert(v, less)
	}
	return t
}
func (t *Tree[T]) Walk(f func(T)) {
	if t != nil {
		t.l.Walk(f)
		f(t.v)
		t.r.Walk(f)
	}
}

type G struct{ n int }

func (g G) As[T any](f func(int) T) T { return f(g.n) }

type A[T any] = List[T]

func main() {
	println(Sum(1, 2, 3), Sum[uint8](250, 10), Sum(1.5, 2))
	for _, s := range Map([]int{1, 2, 3}, func(i int) string { return string(rune('a' + i)) }) {
		println(s)
	}
	var l List[int]
	l.Push(1)
	l.Push(2)
	t := 0
	l.Each(func(i int) { t = t*10 + i })
	println(t, l.Len())
	var p Pusher[int] = &l
	p.Push(7)
	println(p.Len())
	var le Lener = l
	println(le.Len())
	o := &Outer{}
	o.Push("x")
	le = o
	println(le.Len())
	println(Join([]ID{1, 2}))
	c := Make[Cell](42)
	println(c.v)
	println(Kind(1), Kind("s"), Kind(2.5))
	_, isInt := Local(1).(interface{ x() })
	println(isInt, Local(1) == Local(1), Local(1) == Local("a"), Local("a") == Local("a"))
	pr := Pair[string, int]{"k", 5}
	v, k := pr.Swap()
	println(v, k)
	sw := pr.Swap
	v, k = sw()
	println(v, k)
	ex := Pair[string, int].Swap
	v, k = ex(pr)
	println(v, k)
	println(Zero[int](), Zero[string]() == "", Zero[*int]() == nil)
	println(Eq(1, 1), Eq("a", "b"), Eq[any](1, "x"), Eq(pr, Pair[string, int]{"k", 5}))
	println(Len[[]int, int]([]int{1, 2}), Len[string, int]("abc"))
	println(Count([3]int{}), Count([5]int{}))
	println(Conv[uint8](255), Conv[float64](2), Conv[int](2))
	println(Rec(5, "x"))
	var tr *Tree[int]
	for _, x := range []int{5, 2, 8, 1} {
		tr = tr.Insert(x, func(a, b int) bool { return a < b })
	}
	tr.Walk(func(x int) { println(x) })
	f := Sum[int]
	println(f(4, 5))
	var g func(string, string) bool = Eq
	println(g("a", "a"))
	println(G{3}.As(func(i int) string { return "three" }))
	h := G{4}.As[int]
	println(h(func(i int) int { return i * i }))
	var a A[string]
	a.Push("z")
	println(a.Len())
	println(min(Zero[float64](), 1))
}
