package p

type Point struct{ X, Y int }
type Named struct {
	Point
	name string
}

var (
	_ = Point{1, 2}
	_ = Point{X: 1}
	_ = []Point{{1, 2}, {Y: 3}}
	_ = []*Point{{1, 2}}
	_ = map[string]Point{"a": {}}
	_ = map[Point]string{{1, 2}: "a"}
	_ = [...]int{5: 1, 2}
	_ = [2][]int{{1}, {2, 3}}
	_ = Named{X: 1, name: "n"}
	_ = struct{ a int }{1}
	_ = func(x int) int { return x }(1)
	_ = 0x1p-2 + 0b11 + 0o17 + 1_000
	_ = '\u00e9' + '\x41' + '\n'
	_ = "\xff\u1234\101" + `raw\n`

	_ = Point{1}              // ERROR "too few values in struct literal of type Point"
	_ = Point{1, 2, 3}        // ERROR "too many values in struct literal of type Point"
	_ = Point{Z: 1}           // ERROR "unknown field Z in struct literal of type Point"
	_ = Point{x: 1}           // ERROR "unknown field x in struct literal of type Point, but does have X"
	_ = Point{X: 1, 2}        // ERROR "mixture of field:value and value elements in struct literal"
	_ = Point{X: "a"}         // ERROR "cannot use \"a\" \(untyped string constant\) as int value in struct literal"
	_ = Named{Point: Point{}, X: 1} // ERROR "cannot specify promoted field X and enclosing embedded field Point"
	_ = []int{"a"}            // ERROR "cannot use \"a\" \(untyped string constant\) as int value in array or slice literal"
	_ = map[string]int{"a": 1, "a": 2} // ERROR "duplicate key \"a\" in map literal"
	_ = [2]int{1, 1: 2, 1: 3} // ERROR "duplicate index 1 in array or slice literal"
	_ = int{}                 // ERROR "invalid composite literal type int"
)
