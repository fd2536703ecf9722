// Structs: literals, fields, copying, comparison, nesting, embedding.
package main

type point struct{ x, y int }

type rect struct {
	min, max point
	name     string
}

type base struct {
	id   int
	tags []string
}

type derived struct {
	base
	*point
	extra float64
}

type big struct {
	a, b, c, d, e, f int
	text             string
	inner            point
}

func (b base) describe() string { return "base" }
func (b *base) bump()           { b.id++ }

func move(r rect, dx int) rect {
	r.min.x += dx
	r.max.x += dx
	return r
}

func makeBig(n int) (big, bool) {
	return big{a: n, f: n * 2, text: "big", inner: point{n, n}}, n > 0
}

func area(r *rect) int {
	return (r.max.x - r.min.x) * (r.max.y - r.min.y)
}

func main() {
	p := point{1, 2}
	q := p
	q.x = 10
	println(p.x, p.y, q.x, q.y, p == q, p == point{1, 2}, p != q)
	r := rect{point{0, 0}, point{3, 4}, "r"}
	s := move(r, 5)
	println(r.min.x, s.min.x, s.max.x, s.name, area(&s))
	d := derived{base{7, nil}, &p, 2.5}
	d.bump()
	d.base.bump()
	d.x = 99
	println(d.id, d.describe(), d.x, p.x, d.extra, d.point.y)
	b, ok := makeBig(3)
	c := b
	c.inner.x = 50
	println(b.a, b.f, b.text, b.inner.x, c.inner.x, ok, b == c, b != c)
	c = b
	println(b == c)
	anonymous := struct {
		n int
		s string
	}{1, "anon"}
	println(anonymous.n, anonymous.s)
	var zero rect
	println(zero.name == "", zero.min == point{})
	pp := &point{3, 4}
	pp.x, pp.y = pp.y, pp.x
	println(pp.x, pp.y, (*pp).x)
	var e struct{}
	_ = e
	list := []big{b, c, {a: 1}}
	list[1].inner = point{8, 9}
	list[2] = list[1]
	println(list[2].inner.y, list[0].inner.y, len(list))
}
