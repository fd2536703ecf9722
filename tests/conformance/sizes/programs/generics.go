// Containers and functions with many type arguments.
package main

import (
	"cmp"
	"maps"
	"slices"
)

type tree[K cmp.Ordered, V any] struct {
	root *node[K, V]
	size int
}

type node[K cmp.Ordered, V any] struct {
	key         K
	value       V
	left, right *node[K, V]
}

func (t *tree[K, V]) put(key K, value V) {
	at := &t.root
	for *at != nil {
		switch c := cmp.Compare(key, (*at).key); {
		case c < 0:
			at = &(*at).left
		case c > 0:
			at = &(*at).right
		default:
			(*at).value = value
			return
		}
	}
	*at = &node[K, V]{key: key, value: value}
	t.size++
}

func (t *tree[K, V]) walk(yield func(K, V) bool) { t.root.walk(yield) }

func (n *node[K, V]) walk(yield func(K, V) bool) bool {
	return n == nil || n.left.walk(yield) && yield(n.key, n.value) && n.right.walk(yield)
}

type list[T any] struct {
	first, last *cell[T]
	count       int
}

type cell[T any] struct {
	value T
	next  *cell[T]
}

func (l *list[T]) add(value T) {
	c := &cell[T]{value: value}
	if l.last == nil {
		l.first = c
	} else {
		l.last.next = c
	}
	l.last = c
	l.count++
}

func (l *list[T]) all() []T {
	found := make([]T, 0, l.count)
	for c := l.first; c != nil; c = c.next {
		found = append(found, c.value)
	}
	return found
}

func mapped[A, B any](values []A, f func(A) B) []B {
	found := make([]B, 0, len(values))
	for _, value := range values {
		found = append(found, f(value))
	}
	return found
}

func grouped[T any, K comparable](values []T, key func(T) K) map[K][]T {
	found := map[K][]T{}
	for _, value := range values {
		found[key(value)] = append(found[key(value)], value)
	}
	return found
}

type point struct{ x, y int }

type name string

type number interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~float32 | ~float64
}

func exercise[T number](from T) int {
	var t tree[T, point]
	var l list[T]
	for i := T(0); i < 20; i++ {
		t.put(from+i/3, point{int(i), int(from)})
		l.add(from - i)
	}
	values := l.all()
	slices.Sort(values)
	sum := t.size + len(grouped(values, func(v T) bool { return v > 3 }))
	t.walk(func(k T, p point) bool { sum += int(k) + p.x; return true })
	words := mapped(values, func(v T) name { return name(rune('a' + int(v)%26)) })
	index := map[name]T{}
	for i, word := range words {
		index[word] = values[i]
	}
	keys := slices.Sorted(maps.Keys(index))
	at, _ := slices.BinarySearch(keys, "c")
	return sum + at + len(slices.Compact(keys)) + slices.Index(values, from)
}

func main() {
	println(exercise(1), exercise(int8(2)), exercise(int16(3)), exercise(int32(4)), exercise(int64(5)))
	println(exercise(uint8(6)), exercise(uint16(7)), exercise(uint32(8)), exercise(uint64(9)))
	println(exercise(float32(10)), exercise(11.0))
}
