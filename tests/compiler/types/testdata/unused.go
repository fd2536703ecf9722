package p

import "unsafe" // ERROR "\"unsafe\" imported and not used"

func f(x any) (r int) {
	a := 1       // ERROR "declared and not used: a"
	var b, c int // ERROR "declared and not used: b"
	_ = c
	d := 0 // ERROR "declared and not used: d"
	d = 1
	e := func() { // ERROR "declared and not used: e"
		g := 1 // ERROR "declared and not used: g"
	}
	switch t := x.(type) { // ERROR "t declared and not used"
	case int:
	}
	for i, j := range []int{} { // ERROR "declared and not used: i"
		_ = j
	}
	h := 1
	func() { h++ }()
	if k := 1; true { // ERROR "declared and not used: k"
	}
L: // ERROR "label L defined and not used"
	return
}
