package dep

import (
	"cmp"
	"slices"
	"strings"
)

type Node struct {
	Name string
	Next *Node
}

var kept *Node

func Keep(n *Node) { kept = n }

func Len(n *Node) int {
	count := 0
	for ; n != nil; n = n.Next {
		count++
	}
	return count
}

func (n *Node) Last() *Node {
	for n.Next != nil {
		n = n.Next
	}
	return n
}

func (n Node) Upper() string { return strings.ToUpper(n.Name) }

func Larger[T cmp.Ordered](a, b *T) *T {
	if *a < *b {
		return b
	}
	return a
}

func Sorted[T cmp.Ordered](items []T) []T {
	out := slices.Clone(items)
	slices.Sort(out)
	return out
}

func Walk(n *Node, visit func(*Node)) {
	for ; n != nil; n = n.Next {
		visit(n)
	}
}
