// Method values and method expressions, on values and pointers.
package main

type point struct{ x, y int }

func (p point) plus(q point) point { return point{p.x + q.x, p.y + q.y} }
func (p *point) move(dx int)       { p.x += dx }

type big struct {
	words [10]int
	tag   string
}

func (b big) get(i int) (int, string) { return b.words[i], b.tag }

type scale float64

func (s scale) times(x float64) float64 { return float64(s) * x }

func call(f func(int), n int) { f(n) }

func main() {
	p := point{1, 2}
	plus := p.plus
	move := p.move
	move(10)
	p.y = 50
	q := plus(point{100, 200})
	println(q.x, q.y, p.x, p.y)
	call(p.move, 5)
	call((&p).move, 5)
	println(p.x)
	f := point.plus
	g := (*point).move
	g(&p, 1)
	r := f(p, p)
	println(r.x, r.y)
	b := big{tag: "t"}
	b.words[3] = 33
	get := b.get
	b.words[3] = 44
	println(get(3))
	println(scale(2.5).times(4), scale.times(3, 2))
}
