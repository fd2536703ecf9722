package main

type point struct{ x, y int8 }

type mixed struct {
	ok    bool
	name  string
	at    point
	ratio float32
	c     complex64
	list  [3]point
	p     *int
	s     []int
	f     func()
	any   any
	last  uint16
}

type base struct {
	id   int
	tags [2]string
}

type derived struct {
	base
	name string
}

type deep struct {
	derived
	extra bool
}

var (
	table  = [...]int{1, 2, 7: 8, 9}
	names  = [4]string{1: "one", 3: "three"}
	grid   = [2][3]uint16{{1, 2}, {3, 4, 5}}
	one    = mixed{true, "n", point{1, -2}, 0.5, 1 + 2i, [3]point{{}, {3, 4}}, nil, nil, nil, nil, 65535}
	zero   = mixed{}
	sparse = [1000]int64{999: -1}
	bools  = [5]bool{1: true, 4: true}
	floats = [...]float64{0, -0.25, 1e300}
	runes  = [2]struct {
		r rune
		s string
	}{{'x', "ex"}, {s: "only"}}
	later  = [2]int{table[0], 5}
	keyed  = deep{id: 4, tags: [2]string{"a", "b"}, name: "d", extra: true}
	nested = (point{y: 9})
)

func main() {
	sum := 0
	for i, v := range table {
		sum += i * v
	}
	println(len(table), sum, names[0] == "", names[1], names[3])
	println(grid[0][1], grid[0][2], grid[1][2])
	println(one.ok, one.name, one.at.x, one.at.y, one.ratio, one.c, one.list[1].y, one.list[2].x, one.p == nil, one.last)
	println(zero.name, zero.any == nil, sparse[0], sparse[999], bools[0], bools[1], bools[4])
	println(floats[1], floats[2], runes[0].r, runes[0].s, runes[1].r, runes[1].s, later[0], later[1])
	println(keyed.id, keyed.tags[1], keyed.name, keyed.extra, nested.y)
	n := 3
	local := deep{id: n, name: "local"}
	p := &derived{id: n + 1, name: "pointer"}
	println(local.id, local.name, local.base.id, p.id, p.name, p.tags[0] == "")
	table[0] = 5
	grid[1] = grid[0]
	println(table[0], grid[1][0])
}
