package main

type point struct{ x, y int }
type named struct {
	point
	name string
}
type big [8]int

func (p *point) move(dx int) { p.x += dx }
func (p point) sum() int     { return p.x + p.y }

func promoted(n *named) int {
	n.move(2)
	return n.sum()
}

func literals() (named, *point, []point) {
	return named{name: "n"}, &point{1, 2}, []point{{3, 4}, 2: {5, 6}}
}

func element(s []int, a *[4]int, t string, b big, i int, u uint) int {
	return s[i] + a[i] + int(t[u]) + b[i]
}

func slices(s []int, t string) ([]int, []int, string) {
	return s[1:3], s[1:2:3], t[2:]
}

func assign(s []int, i int) {
	i, s[i] = 1, i
	s[i] += 2
}

func main() {}
