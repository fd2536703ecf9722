package main

type big struct{ a, b, c, d, e, f int }

var kept *big

func call(f func(int) int) int { return f(1) + f(2) }

func row(k int) int {
	n := [6]int{1, 2, 3, k}
	return call(func(i int) int { return n[i] })
}

func nested(n big) int {
	return call(func(i int) int { return call(func(j int) int { return n.a*i + j }) })
}

func counted(n int) func() int {
	total := 0
	return func() int { total += n; return total }
}

func made(n int) ([]int, int) {
	fixed, room, unknown := make([]byte, 100), make([]int, n, 10), make([]byte, n)
	return make([]int, n), len(fixed) + len(room) + len(unknown)
}

func given(n int) []byte { return make([]byte, n) }

func inlined() int { return len(given(20)) + cap(given(8)) }

func literals() (*big, []int) {
	stays := &big{a: 1}
	kept = &big{b: stays.a}
	return new(big), []int{1, 2, 3}
}

func boxed(n int, s string) (any, any) { return n, s }

type list[T any] struct{ items []T }

func (l *list[T]) each(f func(T)) {
	for _, x := range l.items {
		f(x)
	}
}

// Only the descriptor of an instantiated type needs it.
func (l *list[T]) Count() int {
	n, s := 0, big{}
	l.each(func(T) { n += s.a + 1 })
	return n
}

func described() any { return &list[string]{} }
