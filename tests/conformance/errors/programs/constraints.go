package main

type ordered interface {
	~int | ~string
}

type impossible interface {
	int
	string
}

type set[K comparable] map[K]struct{}

func largest[T ordered](a, b T) T {
	if a > b {
		return a
	}
	return "b"
}

var v ordered
var w set[[]int]
var x = largest(1, "a")
var y = largest(1.5, 2)
var z = largest[impossible]

func keys[M map[K]V, K comparable, V any](m M) []K { return nil }

var ks = keys[int]
