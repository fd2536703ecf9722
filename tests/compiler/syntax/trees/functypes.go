package p

func f()
func g(int, string) bool
func h(a, b int, c ...string) (x, y int)
func i(func(int) func(), map[string]int, [3]T, []p.T, G[int], chan<- int)
func j(a [3]T, b []T, c G[int, string], d p.G[T]) (func(), error)
func (r *T) k() {}
func (T) l() {}
func (r T[P, _]) m[Q any](q Q) {}
func n[P any, Q interface{ ~int | ~string }, R *P | []Q,](p P) (q Q) { return }
var o func(a, b int) (func(int) int)
