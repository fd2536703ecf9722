// Graph algorithms over a generic graph: Dijkstra with container/heap, strongly connected components, topological order
// with a witness of a cycle, union-find for a minimal spanning tree, breadth-first levels as an iterator.
package main

import (
	"cmp"
	"container/heap"
	"fmt"
	"iter"
	"maps"
	"math"
	"slices"
	"strings"
)

// Weight is what edges cost.
type Weight interface{ ~int | ~float64 }

// Graph has nodes of any comparable and ordered type.
type Graph[N cmp.Ordered, W Weight] struct {
	edges map[N][]Edge[N, W]
}

// Edge leads to a node.
type Edge[N cmp.Ordered, W Weight] struct {
	To     N
	Weight W
}

func (g *Graph[N, W]) Connect(from, to N, weight W) {
	if g.edges == nil {
		g.edges = make(map[N][]Edge[N, W])
	}
	g.edges[from] = append(g.edges[from], Edge[N, W]{to, weight})
	g.edges[to] = append(g.edges[to], nil...)
}

// Nodes yields all nodes in order.
func (g *Graph[N, W]) Nodes() iter.Seq[N] {
	return slices.Values(slices.Sorted(maps.Keys(g.edges)))
}

// Edges yields all edges, by node.
func (g *Graph[N, W]) Edges() iter.Seq2[N, Edge[N, W]] {
	return func(yield func(N, Edge[N, W]) bool) {
		for n := range g.Nodes() {
			for _, e := range g.edges[n] {
				if !yield(n, e) {
					return
				}
			}
		}
	}
}

type queued[N cmp.Ordered, W Weight] struct {
	node     N
	distance W
	index    int
}

type queue[N cmp.Ordered, W Weight] []*queued[N, W]

func (q queue[N, W]) Len() int { return len(q) }
func (q queue[N, W]) Less(i, j int) bool {
	return cmp.Or(cmp.Compare(q[i].distance, q[j].distance), cmp.Compare(q[i].node, q[j].node)) < 0
}
func (q queue[N, W]) Swap(i, j int) {
	q[i], q[j] = q[j], q[i]
	q[i].index, q[j].index = i, j
}
func (q *queue[N, W]) Push(x any) {
	item := x.(*queued[N, W])
	item.index = len(*q)
	*q = append(*q, item)
}
func (q *queue[N, W]) Pop() any {
	old := *q
	item := old[len(old)-1]
	*q = old[:len(old)-1]
	return item
}

// Paths is what Dijkstra's algorithm finds.
type Paths[N cmp.Ordered, W Weight] struct {
	distance map[N]W
	before   map[N]N
	from     N
}

func (g *Graph[N, W]) Shortest(from N) *Paths[N, W] {
	p := &Paths[N, W]{map[N]W{from: 0}, map[N]N{}, from}
	items := map[N]*queued[N, W]{from: {node: from}}
	q := &queue[N, W]{items[from]}
	for q.Len() > 0 {
		current := heap.Pop(q).(*queued[N, W])
		for _, e := range g.edges[current.node] {
			distance := current.distance + e.Weight
			known, ok := p.distance[e.To]
			if ok && known <= distance {
				continue
			}
			p.distance[e.To], p.before[e.To] = distance, current.node
			if item := items[e.To]; item != nil {
				item.distance = distance
				heap.Fix(q, item.index)
			} else {
				items[e.To] = &queued[N, W]{node: e.To, distance: distance}
				heap.Push(q, items[e.To])
			}
		}
	}
	return p
}

func (p *Paths[N, W]) To(n N) (path []N, ok bool) {
	if _, ok = p.distance[n]; !ok {
		return nil, false
	}
	for ; n != p.from; n = p.before[n] {
		path = append(path, n)
	}
	path = append(path, p.from)
	slices.Reverse(path)
	return path, true
}

// Components are the strongly connected components, by Tarjan's algorithm.
func (g *Graph[N, W]) Components() (components [][]N) {
	type state struct {
		index, low int
		onStack    bool
	}
	states := map[N]*state{}
	var stack []N
	var visit func(n N) *state
	visit = func(n N) *state {
		s := &state{len(states), len(states), true}
		states[n] = s
		stack = append(stack, n)
		for _, e := range g.edges[n] {
			if t, seen := states[e.To]; !seen {
				s.low = min(s.low, visit(e.To).low)
			} else if t.onStack {
				s.low = min(s.low, t.index)
			}
		}
		if s.low == s.index {
			at := slices.Index(stack, n)
			component := slices.Clone(stack[at:])
			stack = stack[:at]
			for _, member := range component {
				states[member].onStack = false
			}
			slices.Sort(component)
			components = append(components, component)
		}
		return s
	}
	for n := range g.Nodes() {
		if states[n] == nil {
			visit(n)
		}
	}
	return components
}

// CycleError names nodes that depend on each other.
type CycleError[N any] struct{ Nodes []N }

func (e CycleError[N]) Error() string { return fmt.Sprint("cycle: ", e.Nodes) }

// Order is a topological order; the error is a CycleError.
func (g *Graph[N, W]) Order() (order []N, err error) {
	defer func() {
		if cycle, ok := recover().(CycleError[N]); ok {
			order, err = nil, cycle
		}
	}()
	done := map[N]bool{}
	var path []N
	var visit func(N)
	visit = func(n N) {
		if at := slices.Index(path, n); at >= 0 {
			panic(CycleError[N]{append(slices.Clone(path[at:]), n)})
		}
		if done[n] {
			return
		}
		path = append(path, n)
		defer func() { path = path[:len(path)-1] }()
		for _, e := range g.edges[n] {
			visit(e.To)
		}
		done[n] = true
		order = append(order, n)
	}
	for n := range g.Nodes() {
		visit(n)
	}
	slices.Reverse(order)
	return order, nil
}

type forest[N comparable] map[N]N

func (f forest[N]) find(n N) N {
	root, ok := f[n]
	if !ok || root == n {
		return n
	}
	root = f.find(root)
	f[n] = root
	return root
}

func (f forest[N]) join(a, b N) bool {
	a, b = f.find(a), f.find(b)
	f[a] = b
	return a != b
}

// Spanning is a minimal spanning tree, by Kruskal's algorithm.
func (g *Graph[N, W]) Spanning() (total W, picked []string) {
	type edge struct {
		from N
		Edge[N, W]
	}
	var edges []edge
	for from, e := range g.Edges() {
		edges = append(edges, edge{from, e})
	}
	slices.SortStableFunc(edges, func(a, b edge) int { return cmp.Compare(a.Weight, b.Weight) })
	f := forest[N]{}
	for _, e := range edges {
		if f.join(e.from, e.To) {
			total += e.Weight
			picked = append(picked, fmt.Sprint(e.from, "-", e.To))
		}
	}
	return total, picked
}

// Levels yields the nodes that are as far away as each other.
func (g *Graph[N, W]) Levels(from N) iter.Seq2[int, []N] {
	return func(yield func(int, []N) bool) {
		seen := map[N]bool{from: true}
		for level, now := 0, []N{from}; len(now) > 0; level++ {
			if !yield(level, now) {
				return
			}
			var next []N
			for _, n := range now {
				for _, e := range g.edges[n] {
					if !seen[e.To] {
						seen[e.To] = true
						next = append(next, e.To)
					}
				}
			}
			slices.Sort(next)
			now = next
		}
	}
}

func parse(text string) *Graph[string, int] {
	g := new(Graph[string, int])
	for line := range strings.Lines(text) {
		var from, to string
		var weight int
		if n, err := fmt.Sscanf(line, "%s -> %s %d", &from, &to, &weight); n == 3 && err == nil {
			g.Connect(from, to, weight)
		}
	}
	return g
}

const roads = `
a -> b 7
a -> c 9
a -> f 14
b -> c 10
b -> d 15
c -> d 11
c -> f 2
f -> e 9
d -> e 6
x -> y 1
y -> x 1
y -> a 5
nonsense
`

func main() {
	g := parse(roads)
	paths := g.Shortest("a")
	for n := range g.Nodes() {
		path, ok := paths.To(n)
		fmt.Println(n, paths.distance[n], path, ok)
	}
	fmt.Println(g.Components())
	fmt.Println(g.Order())
	fmt.Println(g.Spanning())
	for level, nodes := range g.Levels("y") {
		fmt.Print(level, nodes, " ")
		if level == 2 {
			break
		}
	}
	fmt.Println()
	delete(g.edges, "y")
	delete(g.edges, "x")
	fmt.Println(g.Order())

	const side = 12
	grid := new(Graph[int, float64])
	for i := range side * side {
		if i%side < side-1 {
			grid.Connect(i, i+1, math.Sqrt(float64(i%7+1)))
		}
		if i+side < side*side {
			grid.Connect(i, i+side, math.Sqrt(float64(i%5+1)))
		}
	}
	far := grid.Shortest(0)
	path, _ := far.To(side*side - 1)
	fmt.Printf("%.6f %v\n", far.distance[side*side-1], path)
	total, picked := grid.Spanning()
	fmt.Printf("%.6f %d %d\n", total, len(picked), len(grid.Components()))
}
