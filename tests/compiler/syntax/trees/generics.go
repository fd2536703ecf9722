package p

type A[P any] struct{ p P }
type B[P, Q any] = A[P]
type C[P *T,] int
type D[P *T] int
type E[P interface{ *T }] int
type F[P * /* not a type */ Q] int
type G[P []E, /* c */ E any] int
type H[P ~int] int
type I[P (Q)] int
type J[n + 1]int
type K [n]int
type L[P *T | ~int] int
type M[P func(int)] int
type (
	N[P any] int
	O [P]int
)

func f() { type P[Q /* comment */ any] int; a[int](b[int, string]{}) }
