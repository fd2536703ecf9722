// passes: phiopt
package main

var calls int

func same(a bool) bool {
	x := false
	if a {
		x = true
	}
	return x
}

func opposite(a, b int) bool {
	x := true
	if a == b {
		x = false
	}
	return x
}

func either(a int, b bool) bool {
	return a == 0 || b
}

func both(a, b bool) bool {
	return a && b
}

// One way does more: the branch stays, the choice goes.
func counted(a int) bool {
	x := false
	if a < 0 {
		calls++
		x = true
	}
	return x
}

// The second operand may fail: it is computed only when it is wanted.
func guarded(a int, p *bool) bool {
	return a == 0 || *p
}

// Two branches lead to one of the ways.
func nested(a, b bool) bool {
	x := false
	if a {
		if b {
			x = true
		}
	}
	return x
}

func main() {}
