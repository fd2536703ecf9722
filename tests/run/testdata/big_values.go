// Values too large for registers: parameters, results, swaps, arrays of structs, nested copies.
package main

type block struct {
	words [8]int
	name  string
	next  *block
}

type deep struct {
	a, b block
	flag bool
}

func shuffle(x, y block, n int) (block, int, block, error1) {
	x.words[n]++
	y.words[n]--
	return y, n, x, error1{n, "e", [3]string{"p", "q", "r"}}
}

type error1 struct {
	code int
	text string
	more [3]string
}

func (b block) sum() (s int) {
	for _, w := range b.words {
		s += w
	}
	return s + len(b.name)
}

func (b *block) set(i, v int) { b.words[i] = v }

func fold(bs ...block) (total block) {
	for _, b := range bs {
		for i, w := range b.words {
			total.words[i] += w
		}
		total.name += b.name
	}
	return
}

func count(n int, b block) int {
	if n == 0 {
		return b.words[0]
	}
	b.words[0] += n
	return count(n-1, b)
}

func wide(a, b, c, d, e, f, g, h int, i, j, k, l, m, n, o, p float64, q string, r []int, s bool) float64 {
	if s {
		return float64(a+b+c+d+e+f+g+h) + i + j + k + l + m + n + o + p + float64(len(q)+len(r))
	}
	return 0
}

func main() {
	a := block{name: "a"}
	b := block{words: [8]int{1, 2, 3, 4, 5, 6, 7, 8}, name: "b", next: &a}
	a, b = b, a
	println(a.name, b.name, a.sum(), b.sum(), a.next == &a)
	x, n, y, e := shuffle(a, b, 3)
	println(x.words[3], n, y.words[3], e.code, e.text, e.more[2], a.words[3])
	list := []block{a, b, x}
	list[0], list[2] = list[2], list[0]
	for i, l := range list {
		l.words[0] = 100
		list[i].words[1] += l.words[0]
	}
	println(list[0].words[0], list[0].words[1], list[2].words[1])
	f := fold(list...)
	println(f.sum(), f.name, count(50, f))
	d := deep{a: a, b: b}
	c := d
	c.a.set(0, 77)
	c.b.words = c.a.words
	println(d.a.words[0], c.a.words[0], c.b.words[0], c.flag, d == c, d == deep{a: a, b: b})
	grid := [3]block{a, b, a}
	other := grid
	other[1] = grid[0]
	println(grid == other, grid[1].name, other[1].name, len(grid))
	grid[2] = grid[1]
	p := &grid
	q := *p
	p[0].words[7] = -1
	println(q[0].words[7], p[0].words[7], q[2].name)
	println(wide(1, 2, 3, 4, 5, 6, 7, 8, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5, "qq", []int{1}, true))
	var swap [2][300]int
	swap[0][299], swap[1][0] = 1, 2
	swap[0], swap[1] = swap[1], swap[0]
	println(swap[0][0], swap[1][299])
	if m := a; m.next != nil {
		m.words[2] = 9
		a = m
	}
	println(a.words[2])
	for i, acc := 0, (block{}); i < 5; i++ {
		acc.words[i] = i
		if i == 4 {
			println(acc.sum())
		}
	}
}
