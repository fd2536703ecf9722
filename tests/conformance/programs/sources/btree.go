// A B-tree with generic keys: insertion, deletion with borrowing and merging, iterators forwards, backwards and over
// ranges, two trees merged through iter.Pull, and an invariant that is checked after each step.
package main

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
)

const degree = 3 // a node but the root has degree-1 to 2*degree-1 keys

// Tree is a sorted map.
type Tree[K, V any] struct {
	compare func(a, b K) int
	root    *node[K, V]
	size    int
}

type pair[K, V any] struct {
	key   K
	value V
}

type node[K, V any] struct {
	pairs    []pair[K, V]
	children []*node[K, V] // none in a leaf
}

// New makes a tree of keys with their natural order.
func New[K cmp.Ordered, V any]() *Tree[K, V] { return NewFunc[K, V](cmp.Compare[K]) }

// NewFunc makes a tree with an order of its own.
func NewFunc[K, V any](compare func(a, b K) int) *Tree[K, V] {
	return &Tree[K, V]{compare: compare, root: new(node[K, V])}
}

func (n *node[K, V]) leaf() bool { return len(n.children) == 0 }

func (t *Tree[K, V]) search(n *node[K, V], key K) (int, bool) {
	return slices.BinarySearchFunc(n.pairs, key, func(p pair[K, V], k K) int { return t.compare(p.key, k) })
}

// Get finds a value.
func (t *Tree[K, V]) Get(key K) (value V, ok bool) {
	for n := t.root; ; {
		i, found := t.search(n, key)
		switch {
		case found:
			return n.pairs[i].value, true
		case n.leaf():
			return value, false
		}
		n = n.children[i]
	}
}

func (n *node[K, V]) split(i int) {
	child := n.children[i]
	right := &node[K, V]{pairs: slices.Clone(child.pairs[degree:])}
	if !child.leaf() {
		right.children = slices.Clone(child.children[degree:])
		child.children = slices.Delete(child.children, degree, len(child.children))
	}
	n.pairs = slices.Insert(n.pairs, i, child.pairs[degree-1])
	n.children = slices.Insert(n.children, i+1, right)
	child.pairs = slices.Delete(child.pairs, degree-1, len(child.pairs))
}

// Put sets a value and says whether the key is new.
func (t *Tree[K, V]) Put(key K, value V) bool {
	const full = 2*degree - 1
	if len(t.root.pairs) == full {
		t.root = &node[K, V]{children: []*node[K, V]{t.root}}
		t.root.split(0)
	}
	n := t.root
	for {
		i, found := t.search(n, key)
		if found {
			n.pairs[i].value = value
			return false
		}
		if n.leaf() {
			n.pairs = slices.Insert(n.pairs, i, pair[K, V]{key, value})
			t.size++
			return true
		}
		if len(n.children[i].pairs) == full {
			n.split(i)
			continue
		}
		n = n.children[i]
	}
}

// Delete removes a key and says whether it was there.
func (t *Tree[K, V]) Delete(key K) bool {
	ok := t.remove(t.root, key)
	if len(t.root.pairs) == 0 && !t.root.leaf() {
		t.root = t.root.children[0]
	}
	if ok {
		t.size--
	}
	return ok
}

func (t *Tree[K, V]) remove(n *node[K, V], key K) bool {
	i, found := t.search(n, key)
	switch {
	case n.leaf():
		if found {
			n.pairs = slices.Delete(n.pairs, i, i+1)
		}
		return found
	case found:
		last := n.children[i]
		for !last.leaf() {
			last = last.children[len(last.children)-1]
		}
		before := last.pairs[len(last.pairs)-1]
		n.pairs[i] = before
		key = before.key
	}
	ok := t.remove(n.children[i], key)
	if len(n.children[i].pairs) < degree-1 {
		n.refill(i)
	}
	return ok
}

// refill gives child i what it lacks, from a neighbour or by merging.
func (n *node[K, V]) refill(i int) {
	child := n.children[i]
	if i > 0 && len(n.children[i-1].pairs) >= degree {
		left := n.children[i-1]
		last := len(left.pairs) - 1
		child.pairs = slices.Insert(child.pairs, 0, n.pairs[i-1])
		n.pairs[i-1] = left.pairs[last]
		left.pairs = left.pairs[:last]
		if !left.leaf() {
			child.children = slices.Insert(child.children, 0, left.children[last+1])
			left.children = left.children[:last+1]
		}
		return
	}
	if i+1 < len(n.children) && len(n.children[i+1].pairs) >= degree {
		right := n.children[i+1]
		child.pairs = append(child.pairs, n.pairs[i])
		n.pairs[i] = right.pairs[0]
		right.pairs = slices.Delete(right.pairs, 0, 1)
		if !right.leaf() {
			child.children = append(child.children, right.children[0])
			right.children = slices.Delete(right.children, 0, 1)
		}
		return
	}
	if i+1 == len(n.children) {
		i--
	}
	left, right := n.children[i], n.children[i+1]
	left.pairs = append(append(left.pairs, n.pairs[i]), right.pairs...)
	left.children = append(left.children, right.children...)
	n.pairs = slices.Delete(n.pairs, i, i+1)
	n.children = slices.Delete(n.children, i+1, i+2)
}

// All yields everything in order.
func (t *Tree[K, V]) All() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) { t.root.each(yield) }
}

func (n *node[K, V]) each(yield func(K, V) bool) bool {
	for i, p := range n.pairs {
		if !n.leaf() && !n.children[i].each(yield) || !yield(p.key, p.value) {
			return false
		}
	}
	return n.leaf() || n.children[len(n.pairs)].each(yield)
}

// Backward yields everything, the greatest key first.
func (t *Tree[K, V]) Backward() iter.Seq2[K, V] {
	var back func(n *node[K, V], yield func(K, V) bool) bool
	back = func(n *node[K, V], yield func(K, V) bool) bool {
		for i := len(n.pairs); i >= 0; i-- {
			if i < len(n.pairs) && !yield(n.pairs[i].key, n.pairs[i].value) {
				return false
			}
			if !n.leaf() && !back(n.children[i], yield) {
				return false
			}
		}
		return true
	}
	return func(yield func(K, V) bool) { back(t.root, yield) }
}

// Range yields the keys from low up to, not including, high.
func (t *Tree[K, V]) Range(low, high K) iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		var walk func(n *node[K, V]) bool
		walk = func(n *node[K, V]) bool {
			for i, _ := t.search(n, low); i <= len(n.pairs); i++ {
				if !n.leaf() && !walk(n.children[i]) {
					return false
				}
				if i < len(n.pairs) && (t.compare(n.pairs[i].key, high) >= 0 || !yield(n.pairs[i].key, n.pairs[i].value)) {
					return false
				}
			}
			return true
		}
		walk(t.root)
	}
}

// Check says what is wrong with the tree.
func (t *Tree[K, V]) Check() (problems error) {
	depths := map[int]bool{}
	count := 0
	var walk func(n *node[K, V], depth int)
	walk = func(n *node[K, V], depth int) {
		count += len(n.pairs)
		if n != t.root && (len(n.pairs) < degree-1 || len(n.pairs) > 2*degree-1) {
			problems = errors.Join(problems, fmt.Errorf("%d keys in a node", len(n.pairs)))
		}
		if n.leaf() {
			depths[depth] = true
		} else if len(n.children) != len(n.pairs)+1 {
			problems = errors.Join(problems, fmt.Errorf("%d children of %d keys", len(n.children), len(n.pairs)))
		}
		for _, child := range n.children {
			walk(child, depth+1)
		}
	}
	walk(t.root, 0)
	if len(depths) != 1 || count != t.size {
		problems = errors.Join(problems, fmt.Errorf("depths %v, %d of %d keys", depths, count, t.size))
	}
	var last *K
	for k := range t.All() {
		if last != nil && t.compare(*last, k) >= 0 {
			problems = errors.Join(problems, fmt.Errorf("%v before %v", *last, k))
		}
		last = &k
	}
	return problems
}

// Merge yields the pairs of two trees in order; where both have a key, join decides.
func Merge[K, V any](a, b *Tree[K, V], join func(x, y V) V) iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		nextA, stopA := iter.Pull2(a.All())
		defer stopA()
		nextB, stopB := iter.Pull2(b.All())
		defer stopB()
		ka, va, okA := nextA()
		kb, vb, okB := nextB()
		for okA || okB {
			order := 0
			switch {
			case !okA:
				order = 1
			case !okB:
				order = -1
			default:
				order = a.compare(ka, kb)
			}
			var more bool
			switch {
			case order < 0:
				more = yield(ka, va)
			case order > 0:
				more = yield(kb, vb)
			default:
				more = yield(ka, join(va, vb))
			}
			if !more {
				return
			}
			if order <= 0 {
				ka, va, okA = nextA()
			}
			if order >= 0 {
				kb, vb, okB = nextB()
			}
		}
	}
}

func main() {
	t := New[int, string]()
	state := 12345
	random := func(n int) int {
		state = (state*1103515245 + 12345) & 0x7fffffff
		return (state >> 8) % n
	}
	model := map[int]string{}
	for step := range 600 {
		key := random(150)
		if step > 350 || step%3 == 2 {
			_, there := model[key]
			if t.Delete(key) != there {
				panic(fmt.Sprint("deleting ", key))
			}
			delete(model, key)
		} else {
			value := fmt.Sprint("v", step)
			_, there := model[key]
			if t.Put(key, value) == there {
				panic(fmt.Sprint("putting ", key))
			}
			model[key] = value
		}
		if err := t.Check(); err != nil {
			fmt.Println("step", step, err)
			return
		}
	}
	equal := len(model) == t.size
	for k, v := range t.All() {
		equal = equal && model[k] == v
	}
	fmt.Println(t.size, equal)
	for k, v := range t.Range(40, 60) {
		fmt.Print(k, "=", v, " ")
	}
	fmt.Println()
	for k := range t.Backward() {
		fmt.Print(k, " ")
		if k < 100 {
			break
		}
	}
	fmt.Println()

	words := NewFunc[string, int](func(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) })
	for i, word := range strings.Fields("the Quick brown fox jumps over The lazy dog Fox") {
		words.Put(word, i)
	}
	more := NewFunc[string, int](words.compare)
	for i, word := range strings.Fields("A FOX is a dog and a zebra is not") {
		more.Put(word, 100*i)
	}
	for k, v := range Merge(words, more, func(x, y int) int { return x + y }) {
		fmt.Printf("%s:%d ", k, v)
		if k == "over" {
			break
		}
	}
	fmt.Println()
	fmt.Println(words.Get("FOX"))
	fmt.Println(words.Get("cat"))

	type point struct{ x, y int }
	points := NewFunc[point, struct{}](func(a, b point) int {
		return cmp.Or(cmp.Compare(a.y, b.y), cmp.Compare(a.x, b.x))
	})
	for i := range 40 {
		points.Put(point{i * 7 % 11, i * 5 % 4}, struct{}{})
	}
	for p := range points.Range(point{5, 2}, point{3, 3}) {
		fmt.Print(p, " ")
	}
	fmt.Println(points.size, points.Check())
}
