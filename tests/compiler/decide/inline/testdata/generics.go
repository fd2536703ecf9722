package main

type number interface{ ~int | ~float64 }
type stringer interface{ String() string }
type id int

func (i id) String() string { return "id" }

func largest[T number](a, b T) T {
	if a > b {
		return a
	}
	return b
}
func mapped[T, U any](xs []T, f func(T) U) []U {
	out := make([]U, 0, len(xs))
	for _, x := range xs {
		out = append(out, f(x))
	}
	return out
}
func text[T stringer](x T) string        { return x.String() }
func boxed[T any](x T) any               { return x }
func zero[T any]() (z T)                 { return }
func asserted[T any](x any) (T, bool)    { v, ok := x.(T); return v, ok }
func switched[T any](x any) int {
	switch x.(type) {
	case T:
		return 1
	case []T:
		return 2
	}
	return 3
}
func fresh[T any]() *T             { return new(T) }
func through[T number](a T) T      { return largest(a, a) }
func fixed[T any](x T) int         { return largest(1, 2) }
func value[T number]() func(T, T) T { return largest[T] } // differs: gc makes a closure for the dictionary
func methodValue[T stringer](x T) func() string { return x.String } // differs: the same
func converted[T number](x T) float64 { return float64(x) + float64(T(1)) }
func isNaN[T number](x T) bool        { return x != x }

type stack[T any] struct {
	items []T
	count int
}

func (s *stack[T]) push(x T) { s.items = append(s.items, x); s.count++ }
func (s *stack[T]) pop() (x T, ok bool) {
	if len(s.items) == 0 {
		return x, false
	}
	x = s.items[len(s.items)-1]
	s.items = s.items[:len(s.items)-1]
	return x, true
}
func (s *stack[T]) each(f func(T)) {
	for _, x := range s.items {
		f(x)
	}
}
func (s stack[T]) size() int       { return s.count }
func (s *stack[T]) twice(x T)      { s.push(x); s.push(x) }
func (s *stack[T]) pusher() func(T) { return s.push } // differs: the same

type node[K comparable, V any] struct {
	key  K
	val  V
	next *node[K, V]
}

func (n *node[K, V]) find(k K) *node[K, V] {
	for n != nil && n.key != k {
		n = n.next
	}
	return n
}

func uses(i id, xs []int) {
	_ = largest(1, 2) + largest(3, 4)
	_ = largest(1.5, 2)
	_ = mapped(xs, func(x int) string { return "" })
	_ = text(i)
	_ = boxed(1)
	_ = boxed("x")
	_ = zero[int]()
	_, _ = asserted[int](1)
	_ = switched[string](1)
	_ = fresh[point]()
	_ = through(2)
	_ = fixed("x")
	_ = value[int]()
	_ = largest[int]
	_ = methodValue(i)
	_ = converted(2)
	_ = isNaN(1.5)
	var s stack[int]
	s.push(1)
	_, _ = s.pop()
	s.each(func(int) {})
	s.twice(s.size())
	_ = s.pusher()
	_ = s.push
	var n *node[string, int]
	_ = n.find("x")
}

type point struct{ x, y int }

func main() {}
