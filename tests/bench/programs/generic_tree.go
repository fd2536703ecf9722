// A generic ordered tree with a comparison that is passed in: instances, closures, pointers.
package main

import "cmp"

type node[K, V any] struct {
	key         K
	value       V
	left, right *node[K, V]
	rank        uint32
}

type treap[K, V any] struct {
	root    *node[K, V]
	compare func(a, b K) int
	state   uint32
	size    int
}

func (t *treap[K, V]) rank() uint32 {
	t.state ^= t.state << 13
	t.state ^= t.state >> 17
	t.state ^= t.state << 5
	return t.state
}

func (t *treap[K, V]) put(key K, value V) { t.root = t.insert(t.root, key, value) }

func (t *treap[K, V]) insert(n *node[K, V], key K, value V) *node[K, V] {
	if n == nil {
		t.size++
		return &node[K, V]{key: key, value: value, rank: t.rank()}
	}
	switch c := t.compare(key, n.key); {
	case c == 0:
		n.value = value
	case c < 0:
		n.left = t.insert(n.left, key, value)
		if n.left.rank > n.rank {
			l := n.left
			n.left, l.right = l.right, n
			return l
		}
	default:
		n.right = t.insert(n.right, key, value)
		if n.right.rank > n.rank {
			r := n.right
			n.right, r.left = r.left, n
			return r
		}
	}
	return n
}

func (t *treap[K, V]) get(key K) (value V, ok bool) {
	for n := t.root; n != nil; {
		switch c := t.compare(key, n.key); {
		case c == 0:
			return n.value, true
		case c < 0:
			n = n.left
		default:
			n = n.right
		}
	}
	return value, false
}

func main() {
	const n = 300_000
	numbers := treap[int, int]{compare: cmp.Compare[int], state: 7}
	for i := range n {
		numbers.put(i*7919%n, i)
	}
	sum := 0
	for i := range n {
		if v, ok := numbers.get(i); ok {
			sum += v & 3
		}
	}
	println(numbers.size, sum)
}
