package p

type Number interface {
	~int | ~int64 | ~float64
}

type MyInt int

func Sum[T Number](xs ...T) (s T) {
	for _, x := range xs {
		s += x
	}
	return s
}

func Map[T, U any](xs []T, f func(T) U) []U {
	var r []U
	for _, x := range xs {
		r = append(r, f(x))
	}
	return r
}

type Pair[K comparable, V any] struct {
	key K
	val V
}

func (p Pair[K, V]) Key() K              { return p.key }
func (p *Pair[K, V]) Set(k K, v V)       { p.key, p.val = k, v }
func MakePair[K comparable, V any](k K, v V) Pair[K, V] { return Pair[K, V]{k, v} }

type List[T any] struct {
	next *List[T]
	val  T
}

type Set[T comparable] = map[T]struct{}

func Keys[M ~map[K]V, K comparable, V any](m M) (r []K) {
	for k := range m {
		r = append(r, k)
	}
	return
}

func accepted() {
	_ = Sum(1, 2, 3)
	_ = Sum(MyInt(1), 2)
	_ = Sum[float64](1, 2.5)
	_ = Sum(1, 2.5)
	var s []string = Map([]int{1}, func(i int) string { return "" })
	_ = s
	p := MakePair("a", 1)
	p.Set("b", 2)
	var k string = p.Key()
	_ = k
	var l List[List[int]]
	_ = l.next.val.val
	var set Set[int] = map[int]struct{}{}
	_ = Keys(set)
	var f func(int, int) int = func(a, b int) int { return Sum(a, b) }
	_ = f
	var g func(...int) int = Sum
	_ = g
}

func rejected() {
	_ = Sum("a")               // ERROR "string does not satisfy Number \(string missing in ~int \| ~int64 \| ~float64\)"
	_ = Sum[string]            // ERROR "string does not satisfy Number"
	_ = Sum(1, "a")            // ERROR "mismatched types untyped int and untyped string \(cannot infer T\)"
	_ = Sum()                  // ERROR "in call to Sum, cannot infer T"
	var _ Pair[[]int, int]     // ERROR "\[\]int does not satisfy comparable"
	var _ Pair[int]            // ERROR "not enough type arguments for type Pair: have 1, want 2"
	var _ Pair                 // ERROR "cannot use generic type Pair\[K comparable, V any\] without instantiation"
	var _ Number               // ERROR "cannot use type Number outside a type constraint: interface contains type constraints"
	_ = Map([]int{}, 1)        // ERROR "type untyped int of 1|in call to Map, cannot infer U"
	_ = MakePair[int, int, int] // ERROR "got 3 type arguments but want 2"
}

func body[T any, N Number](x, y T, n N) {
	_ = x == y // ERROR "invalid operation: x == y \(incomparable types in type set\)"
	_ = x + y  // ERROR "operator \+ not defined on x \(variable of type T constrained by any\)"
	_ = n + n
	_ = n + 1
	_ = n < 2
	_ = n % n  // ERROR "operator % not defined on n \(variable of type N constrained by Number\)"
	_ = int(n)
	_ = x.foo  // ERROR "x.foo undefined \(type T has no field or method foo\)"
	var t T = n // ERROR "cannot use n \(variable of type N constrained by Number\) as T value in variable declaration"
	_ = t
	switch any(x).(type) {
	case int:
	}
}

