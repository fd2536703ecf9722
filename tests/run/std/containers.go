// Packages maps, slices, iter, cmp, container/heap, container/list, math and math/bits.
package main

import (
	"cmp"
	"container/heap"
	"container/list"
	"fmt"
	"iter"
	"maps"
	"math"
	"math/bits"
	"slices"
	"strings"
)

type queue []int

func (q queue) Len() int           { return len(q) }
func (q queue) Less(i, j int) bool { return q[i] < q[j] }
func (q queue) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *queue) Push(x any)        { *q = append(*q, x.(int)) }
func (q *queue) Pop() any {
	old := *q
	x := old[len(old)-1]
	*q = old[:len(old)-1]
	return x
}

type pair[K comparable, V any] struct {
	key   K
	value V
}

func sorted[K cmp.Ordered, V any](m map[K]V) iter.Seq[pair[K, V]] {
	return func(yield func(pair[K, V]) bool) {
		for _, k := range slices.Sorted(maps.Keys(m)) {
			if !yield(pair[K, V]{k, m[k]}) {
				return
			}
		}
	}
}

func fibonacci() iter.Seq2[int, int] {
	return func(yield func(int, int) bool) {
		a, b := 0, 1
		for i := 0; ; i++ {
			if !yield(i, a) {
				return
			}
			a, b = b, a+b
		}
	}
}

func main() {
	counts := map[string]int{}
	for _, word := range strings.Fields("b a c a b a d") {
		counts[word]++
	}
	for p := range sorted(counts) {
		fmt.Print(p.key, "=", p.value, " ")
	}
	fmt.Println(len(counts), maps.Equal(counts, maps.Clone(counts)))
	for i, f := range fibonacci() {
		if i == 10 {
			break
		}
		fmt.Print(f, " ")
	}
	fmt.Println()

	s := []int{5, 2, 8, 1, 9, 3}
	slices.Sort(s)
	at, found := slices.BinarySearch(s, 8)
	fmt.Println(s, at, found, slices.Max(s), slices.Contains(s, 4), slices.Index(s, 3))
	s = slices.Insert(s, 2, 100, 200)
	s = slices.DeleteFunc(s, func(x int) bool { return x%2 == 1 })
	fmt.Println(s, slices.Compact([]int{1, 1, 2, 2, 1}), slices.Collect(slices.Values(s)))
	words := []string{"banana", "fig", "apple"}
	slices.SortFunc(words, func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b)) })
	fmt.Println(words, slices.MinFunc(words, strings.Compare))
	for chunk := range slices.Chunk([]int{1, 2, 3, 4, 5}, 2) {
		fmt.Print(chunk)
	}
	fmt.Println()

	q := &queue{5, 2, 8}
	heap.Init(q)
	heap.Push(q, 3)
	for q.Len() > 0 {
		fmt.Print(heap.Pop(q), " ")
	}
	l := list.New()
	l.PushBack(1)
	l.PushFront(0)
	l.InsertAfter(7, l.Front())
	for e := l.Front(); e != nil; e = e.Next() {
		fmt.Print(e.Value, ",")
	}
	fmt.Println()

	type key struct {
		a int
		b string
		c any
		d [2]float32
	}
	m := map[key][]int{}
	for i := range 1000 {
		k := key{i % 10, fmt.Sprint(i % 7), i % 3, [2]float32{float32(i % 2), 0}}
		m[k] = append(m[k], i)
	}
	total := 0
	for k, v := range m {
		total += len(v) * (k.a + 1)
		delete(m, k)
	}
	fmt.Println(total, len(m))
	big := make(map[int]int)
	for i := range 100000 {
		big[i*7919] = i
	}
	sum := 0
	for k, v := range big {
		sum += k - v*7919 + v
	}
	clear(big)
	fmt.Println(sum, len(big), math.NaN() == math.NaN())
	nan := map[float64]int{math.NaN(): 1, math.NaN(): 2, 0: 3}
	nan[math.Copysign(0, -1)] = 4
	fmt.Println(len(nan), nan[0], math.Sqrt(2), math.Floor(-1.5), math.Pow(2, 0.5), math.Sin(1), math.Log(10), math.Mod(7, 3))
	fmt.Println(bits.OnesCount(255), bits.LeadingZeros64(1), bits.Reverse8(3), bits.Len(1000), math.Hypot(3, 4), math.MaxInt64)
	defer func() { fmt.Println(recover()) }()
	var none map[string]int
	fmt.Println(none["x"], len(none))
	none["x"] = 1
}
