// passes: nilcheck, bounds, tidy
package main

type t struct{ x, y int }

func twice(p *t) int { return p.x + p.y }

func compared(p *t) int {
	if p != nil {
		return p.x
	}
	return 0
}

func address() int {
	v := t{1, 2}
	p := &v
	return p.x
}

func divides(a, b int) int { return a/b + a/4 }

func average(s []int) int {
	if len(s) == 0 {
		return 0
	}
	t := 0
	for i := range s {
		t += s[i] << i
	}
	return t / len(s)
}

func main() {}
