// Lazy sequences with range-over-func: map, filter, zip, windows and merges composed, loops left through labels and
// returns, defer inside loop bodies, panics through iterators, iter.Pull both ways, memoised recursion, primes that sieve.
package main

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
)

// Seq has the operations as methods, so that they can be chained.
type Seq[T any] iter.Seq[T]

func count(from int) Seq[int] {
	return func(yield func(int) bool) {
		for i := from; yield(i); i++ {
		}
	}
}

func (s Seq[T]) Filter(keep func(T) bool) Seq[T] {
	return func(yield func(T) bool) {
		s(func(v T) bool { return !keep(v) || yield(v) })
	}
}

func (s Seq[T]) Take(n int) Seq[T] {
	return func(yield func(T) bool) {
		if n <= 0 {
			return
		}
		left := n
		for v := range s {
			left--
			if !yield(v) || left == 0 {
				return
			}
		}
	}
}

func (s Seq[T]) While(f func(T) bool) Seq[T] {
	return func(yield func(T) bool) {
		for v := range s {
			if !f(v) || !yield(v) {
				break
			}
		}
	}
}

func (s Seq[T]) Collect() []T { return slices.Collect(iter.Seq[T](s)) }

func mapped[A, B any](s Seq[A], f func(A) B) Seq[B] {
	return func(yield func(B) bool) {
		for a := range s {
			if !yield(f(a)) {
				return
			}
		}
	}
}

func fold[A, B any](s Seq[A], start B, f func(B, A) B) B {
	for a := range s {
		start = f(start, a)
	}
	return start
}

// zip ends with the shorter one.
func zip[A, B any](a Seq[A], b Seq[B]) iter.Seq2[A, B] {
	return func(yield func(A, B) bool) {
		next, stop := iter.Pull(iter.Seq[B](b))
		defer stop()
		for x := range a {
			y, ok := next()
			if !ok || !yield(x, y) {
				return
			}
		}
	}
}

// windows yields n neighbours; the slice is reused.
func windows[T any](s Seq[T], n int) Seq[[]T] {
	return func(yield func([]T) bool) {
		window := make([]T, 0, n)
		for v := range s {
			if len(window) == n {
				copy(window, window[1:])
				window = window[:n-1]
			}
			if window = append(window, v); len(window) == n && !yield(window) {
				return
			}
		}
	}
}

// primes sieves: every prime found filters what follows.
func primes() Seq[int] {
	return func(yield func(int) bool) {
		var found []int
	candidates:
		for n := range count(2) {
			for _, p := range found {
				if p*p > n {
					break
				}
				if n%p == 0 {
					continue candidates
				}
			}
			found = append(found, n)
			if !yield(n) {
				return
			}
		}
	}
}

// traced tells when an iteration begins and ends, whatever ends it.
func traced[T any](name string, s Seq[T]) Seq[T] {
	return func(yield func(T) bool) {
		fmt.Print("<", name)
		defer fmt.Print(name, ">")
		s(yield)
	}
}

func memoise[K comparable, V any](f func(self func(K) V, k K) V) func(K) V {
	known := map[K]V{}
	var self func(K) V
	self = func(k K) V {
		v, ok := known[k]
		if !ok {
			v = f(self, k)
			known[k] = v
		}
		return v
	}
	return self
}

func find(limit int) (x, y int, ok bool) {
	for x := range traced("x", count(1)) {
		for y := range traced("y", count(x)) {
			switch {
			case x*y > limit:
				return x, y, true
			case y > 6:
				goto next
			}
		}
	next:
	}
	return
}

func labels() {
outer:
	for a := range traced("a", count(0)) {
		for b := range traced("b", count(a).Take(4)) {
			for c := range traced("c", count(b).Take(3)) {
				switch (a*5 + b*3 + c) % 11 {
				case 0:
					fmt.Print(" continue outer ")
					continue outer
				case 4:
					fmt.Print(" break inner ")
				case 8:
					fmt.Print(" break outer ")
					break outer
				default:
					fmt.Print(" ", a, b, c)
					continue
				}
				break
			}
		}
		if a == 5 {
			break
		}
	}
	fmt.Println()
}

func deferred() (text string) {
	for i := range count(0).Take(3) {
		defer func() { text += fmt.Sprint(" deferred ", i) }()
	}
	for v := range slices.Values([]string{"a", "b"}) {
		defer func() {
			if r := recover(); r != nil {
				text += fmt.Sprint(" ", v, " recovered ", r)
			}
		}()
		if v == "b" {
			panic("in the body")
		}
	}
	return "not reached"
}

func misused() {
	attempt := func(what string, f func()) {
		defer func() { fmt.Println(what+":", recover()) }()
		f()
	}
	attempt("goes on", func() {
		for range func(yield func() bool) { yield(); yield() } {
			break
		}
	})
	attempt("inside", func() {
		for v := range func(yield func(int) bool) {
			defer func() { fmt.Print("iterator saw the end; ") }()
			yield(1)
		} {
			panic(fmt.Sprint("body ", v))
		}
	})
	attempt("later", func() {
		var kept func(int) bool
		for range func(yield func(int) bool) { kept = yield } {
		}
		kept(1)
	})
	attempt("pulled", func() {
		next, stop := iter.Pull(func(yield func(int) bool) {
			yield(1)
			panic("iterator")
		})
		defer stop()
		fmt.Print(next())
		fmt.Print(next())
	})
}

type tree struct {
	left, right *tree
	value       int
}

func (t *tree) insert(v int) *tree {
	if t == nil {
		return &tree{value: v}
	}
	if v < t.value {
		t.left = t.left.insert(v)
	} else {
		t.right = t.right.insert(v)
	}
	return t
}

func (t *tree) All() Seq[int] {
	return func(yield func(int) bool) { t.push(yield) }
}

func (t *tree) push(yield func(int) bool) bool {
	return t == nil || t.left.push(yield) && yield(t.value) && t.right.push(yield)
}

func sameFringe(a, b *tree) bool {
	nextA, stopA := iter.Pull(iter.Seq[int](a.All()))
	defer stopA()
	nextB, stopB := iter.Pull(iter.Seq[int](b.All()))
	defer stopB()
	for {
		x, okA := nextA()
		y, okB := nextB()
		if x != y || okA != okB {
			return false
		}
		if !okA {
			return true
		}
	}
}

func main() {
	fmt.Println(primes().Filter(func(p int) bool { return p%10 == 7 }).Take(8).Collect())
	squares := mapped(count(1), func(i int) int { return i * i })
	fmt.Println(squares.While(func(v int) bool { return v < 200 }).Collect(), fold(squares.Take(10), 0.5, func(s float64, v int) float64 { return s + float64(v) }))
	for p, name := range zip(primes(), mapped(count('a'), func(r int) string { return strings.Repeat(string(rune(r)), 2) }).Take(5)) {
		fmt.Print(p, name, " ")
	}
	fmt.Println()
	gaps := map[int]int{}
	for w := range windows(primes().Take(200), 2) {
		gaps[w[1]-w[0]]++
	}
	for _, gap := range slices.Sorted(maps.Keys(gaps)) {
		fmt.Print(gap, ":", gaps[gap], " ")
	}
	fmt.Println()
	fmt.Println(find(20))
	labels()
	fmt.Println(deferred())
	misused()

	collatz := memoise(func(self func(int) int, n int) int {
		switch {
		case n == 1:
			return 0
		case n%2 == 0:
			return self(n/2) + 1
		}
		return self(3*n+1) + 1
	})
	best := fold(count(1).Take(3000), 1, func(best, n int) int {
		if collatz(n) > collatz(best) {
			return n
		}
		return best
	})
	fmt.Println(best, collatz(best))
	type cell struct{ m, n int }
	paths := memoise(func(self func(cell) uint64, c cell) uint64 {
		if c.m == 0 || c.n == 0 {
			return 1
		}
		return self(cell{c.m - 1, c.n}) + self(cell{c.m, c.n - 1})
	})
	fmt.Println(paths(cell{16, 16}))

	var a, b *tree
	for i := range 50 {
		a, b = a.insert(i*17%50), b.insert(i*33%50)
	}
	fmt.Println(sameFringe(a, b), sameFringe(a, b.insert(50)), a.All().Take(3).Collect())
	for chunk := range slices.Chunk(a.All().Take(7).Collect(), 3) {
		fmt.Print(chunk, len(chunk), cap(chunk))
	}
	fmt.Println()
}
