package main

type T struct{ a, b int }

type Shape interface{ Area() int }

func (t *T) Area() int { return t.a * t.b }

//go:noinline
func pick(s []int, i int) int {
	return s[i]
}

func leak(p *int) *int { return p }

func content(p **int) *int { return *p }

var sink *int

//go:noinline
func keep(p *int, m map[string]*int) {
	sink = p
	m["é<&>"] = p
}

//go:noinline
func New(x int) *T {
	t := T{x, x}
	return &t
}

func slice(s []int, n int) []int { return s[2:n] }

func big(a []int) (n int) {
	for i := 0; i < len(a); i++ {
		n += a[i] + pick(a, i)
		defer func() { n++ }()
	}
	return n
}

//go:noinline
func fact(n int) int {
	if n == 0 {
		return 1
	}
	return n * fact(n-1)
}

//go:noinline
func area(s Shape) int { return s.Area() }

func main() {
	s := make([]int, 10)
	x := 1
	keep(&x, map[string]*int{})
	y := &x
	println(pick(s, 3), *leak(&s[0]), New(3).a, big(s), len(slice(s, 4)), *content(&y))
	println(area(New(2)), fact(3))
}
