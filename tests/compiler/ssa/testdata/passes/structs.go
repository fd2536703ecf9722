// passes: split, lift, tidy
package main

type pair struct{ a, b int }
type nested struct {
	pair
	c int
}

func swap(p pair) pair {
	p.a, p.b = p.b, p.a
	return p
}

func join(c bool) int {
	var n nested
	if c {
		n.pair = pair{1, 2}
	} else {
		n.c = 3
	}
	return n.a + n.c
}

type wide [9]int

func large(w wide) int {
	v := w
	v[1] = 2
	return v[1]
}

func main() {}
