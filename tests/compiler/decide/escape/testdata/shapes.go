// Bodies for shapes, and what they are called.

package main

type P struct{ n int }
type emb struct{ q int }
type fld struct {
	id int
	*P
	emb
	f func(P) bool
}

func insertionSort[E any](data []E, a, b int, cmp func(a, b E) int) {
	for i := a + 1; i < b; i++ {
		for j := i; j > a && (cmp(data[j], data[j-1]) < 0); j-- {
			data[j], data[j-1] = data[j-1], data[j]
		}
	}
}

func SortFunc[S ~[]E, E any](x S, cmp func(a, b E) int) {
	n := len(x)
	insertionSort(x, 0, n, cmp)
}

func SortI[S ~[]E, E interface{ comparable }](x S, cmp func(a, b E) int) {
	insertionSort(x, 0, len(x), cmp)
}

func a(ps []*P, fs []fld) {
	SortFunc(ps, func(a, b *P) int { return a.n - b.n })
	SortFunc(fs, func(a, b fld) int { return a.id - b.id })
	SortI(ps, func(a, b *P) int { return a.n - b.n })
}
func main() {}
