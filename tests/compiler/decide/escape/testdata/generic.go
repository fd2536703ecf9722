// Generic functions and types, loops over functions.
package p

type list[T any] struct {
	head *element[T]
	size int
}

type element[T any] struct {
	value T
	next  *element[T]
}

func (l *list[T]) push(v T) { l.head = &element[T]{v, l.head}; l.size++ }

func (l *list[T]) all(yield func(T) bool) {
	for e := l.head; e != nil; e = e.next {
		if !yield(e.value) {
			return
		}
	}
}

func keep[T any](v T) *T { return &v }

func identity[T any](v T) T { return v }

func build[T any](n int) []T { return make([]T, n) }

type stringer interface{ text() string }

type name string

func (n name) text() string { return string(n) }

func show[T stringer](v T) string { return v.text() }

func use() {
	var l list[int]
	l.push(1)
	l.push(2)
	x := 3
	*keep(&x) = nil
	println(*keep(4), *identity(&x))
	_ = build[string](5)
	_ = show(name("n"))
	l.all(func(v int) bool { println(v); return true })
}

func iterate(f func(yield func(int) bool), m func(yield func(int, *int) bool)) (sum int) {
	for x := range f {
		sum += x
	}
	for k, v := range m {
		if k > 3 {
			return *v
		}
		kept = v
	}
	for i := range 3 {
		kept = &i
	}
	return sum
}

var kept *int

func iterateKnown() int {
	var l list[int]
	total := 0
	for v := range l.all {
		total += v
	}
	return total
}
