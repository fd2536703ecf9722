// Instances of generic functions that a linker may let share their code: traces and names stay those of gc.
package main

import "runtime"

type a int
type b int
type c uint32

type list[T any] struct {
	first *cell[T]
	n     int
}
type cell[T any] struct {
	v    T
	next *cell[T]
}

func (l *list[T]) add(v T) { l.first = &cell[T]{v, l.first}; l.n++ }
func (l *list[T]) each(f func(T)) {
	for c := l.first; c != nil; c = c.next {
		f(c.v)
	}
}

//go:noinline
func sum[T ~int | ~uint32 | ~int64 | ~uint64 | ~float64](s []T) (t T) {
	for _, v := range s {
		t += v * 3
	}
	return t
}

//go:noinline
func half[T ~int | ~int64](n T) bool {
	if n == 0 {
		return true
	}
	return other(n - 1)
}

//go:noinline
func other[T ~int | ~int64](n T) bool {
	if n == 0 {
		return false
	}
	return half(n - 1)
}

//go:noinline
func third[T ~float64 | ~float32](x T) T { return x / 3 }

type f1 float64
type f2 float64

func at[T any](s []T, i int) T { return s[i] }

//go:noinline
func index[T any](s []T, i int) T { return at(s, i) }

//go:noinline
func where[T any](v *T) string {
	pc, _, line, _ := runtime.Caller(0)
	if v == nil || line == 0 {
		return ""
	}
	return runtime.FuncForPC(pc).Name()
}

func try(name string, f func()) {
	defer func() {
		r := recover()
		if e, ok := r.(error); ok {
			println(name, e.Error())
		} else {
			println(name, "fine")
		}
	}()
	f()
}

//go:noinline
func apply[T any](v T, f func(T) T) func() T { return func() T { return f(v) } }

func main() {
	println(sum([]int{1, 2}), sum([]a{1, 2}), sum([]b{3}), sum([]c{4}), sum([]uint32{5}), sum([]int64{7}), sum([]uint64{8}))
	println(half(10), half(a(11)), half(b(12)), half(int64(13)))
	println(third(1.5), third(f1(1.5)), third(f2(4.5)), third(float32(1)))
	try("int", func() { index([]int{1}, 2) })
	try("a", func() { index([]a{1}, 2) })
	try("b", func() { index([]b{1}, 0) })
	try("string", func() { index([]string{"x"}, 7) })
	println(apply(3, func(x int) int { return x + 1 })(), apply(a(3), func(x a) a { return x + 1 })())
	var l list[int]
	var m list[a]
	var n list[*int]
	l.add(1)
	m.add(2)
	n.add(new(int))
	l.each(func(v int) { println(v) })
	m.each(func(v a) { println(v) })
	n.each(func(v *int) { println(*v) })
	var d []a
	d = append(d, 1)
	println(where(new(int)), where(new(a)), where(new(string)))
	index(d, 9)
}
