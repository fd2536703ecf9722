package main

type node struct{ next *node }

var kept *node

func stays() int {
	n := &node{}
	n.next = &node{}
	numbers := []int{1, 2, 3}
	return len(numbers)
}

func goes() *node {
	var local node
	kept = &node{&local}
	return new(node)
}

//go:noinline
func print(args ...any) int { return len(args) }

//go:noinline
func keep(args ...any) []any { return args }

func boxes(n int) ([]any, int) {
	return keep(n), print(n)
}

func closures(n int) (func() int, int) {
	total := 0
	add := func() { total += n }
	for range 3 {
		add()
	}
	return func() int { return n }, total
}
