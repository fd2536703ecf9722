// passes: dead stores
package main

type point struct{ x, y int }

func twice(p *point) {
	p.x = 1
	p.x = 2
	p.y = 3
}

func seen(p *point, q *point) int {
	p.x = 1
	n := q.x
	p.x = 2
	return n
}

func kept(s []int) [3]int {
	var a [3]int
	a[0] = len(s)
	b := a
	a[1] = 5
	return b
}

func main() {
	p := &point{}
	twice(p)
	println(seen(p, p), kept(nil)[0])
}
