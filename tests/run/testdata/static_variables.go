// Variables whose values are pointers, slices and copies of data; maps that the linker may drop.
package main

type row struct{ lo, hi uint16 }

type table struct {
	rows []row
	next *table
	name string
}

var a = &table{rows: []row{{1, 2}, {3, 4}}, next: &table{name: "inner"}, name: "a"}
var b = a
var c = [...]*table{a, b, {name: "c"}}
var d = []*table{{name: "d0"}, 3: {rows: []row{{7, 8}}}}
var e = [][]int{{1}, {2, 3}, nil, {}}
var f = struct{ p *int }{new(int)}
var g = count()
var h = a
var same = b

func count() int { a = nil; return 5 }

var used = map[string]*table{"a": a, "b": b, "c": c[2], "d": {name: "x"}, "e": nil}
var unused = map[string]*table{"unused1": b, "unused2": b, "unused3": b, "unused4": b, "unused5": {name: "onlyunused"}}
var small = map[int]int{1: 2}
var ints = map[int]string{1: "one", 2: "two", 3: "three", 4: "four"}

type point struct{ x, y int }

var points = map[point]point{{1, 2}: {x: 3}, {3, 4}: {y: 5}, {5, 6}: {}, {7, 8}: {1, 1}}

func main() {
	println(b.rows[1].hi, b.next.name, c[1] == b, c[2].name, d[0].name, d[1] == nil, d[3].rows[0].lo, len(d))
	println(len(e), len(e[1]), e[1][1], e[2] == nil, e[3] == nil, len(e[3]), *f.p)
	println(g, h == nil, same == nil, a == nil)
	b.name += "!"
	b.rows = append(b.rows, row{9, 9})
	println(b.name, same == b, len(b.rows), len(small), len(used), used["b"] == b, used["d"].name, ints[3])
	println(points[point{1, 2}].x, points[point{3, 4}].y, len(points))
	e[0][0] = 77
	println(e[0][0])
}
