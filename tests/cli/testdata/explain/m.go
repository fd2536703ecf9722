package main

type node struct {
	next *node
	vals []int
	name string
}

type shape interface{ area() int }

type square struct{ side int }

func (s square) area() int { return s.side * s.side }

var root *node

// Total adds up what it is told and keeps the last.
func Total(n *node, s []int, i int, k string) (sum int) {
	const scale = 4
	if scale > 5 {
		sum = -1
	}
	sum = 7
	sum = scale * 2
	for _, v := range s {
		sum += v * (scale - 4)
	}
	for j := 0; j < len(s); j++ {
		sum += s[j]
		if s[j] > 100 {
			sum -= n.vals[j] * s[i]
		}
	}
	last := node{name: k}
	keep(&last)
	n.next = &last
	println(n.name, describe(sum), n.vals[2], n.vals[1])
	return sum + len(n.name)
}

//go:noinline
func keep(n *node) { root = n }

func describe(x int) string {
	if x < 0 {
		return "negative"
	}
	return "positive"
}

// Nearly fits into the budget.
func Nearly(s []int, limit int) int {
	total := 0
	for _, v := range s {
		if v > limit {
			total += v*2 + limit
			total ^= v << 1
			total -= v * limit * 3
			total ^= v >> 3
			total += v*2 + limit
			total -= v * limit * 3
			total += v*7 + limit*limit
			total ^= v >> 5
			total -= v * limit * 5
			total += v*9 + limit*limit
		}
	}
	return total + len(s)
}

func Map[E any](s []E, f func(E) E) []E {
	for i := range s {
		s[i] = f(s[i])
	}
	return s
}

func Area() int {
	var s shape = square{3}
	return s.area()
}

func main() {
	println(Total(&node{}, []int{1}, 0, "k"), Nearly(nil, 1), Area())
	Map([]int{1}, func(x int) int { return x })
}
