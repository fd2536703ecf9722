package main

type point struct{ x, y int }

//go:noinline
func source() int

//go:noinline
func sink(n int)

func params(s string, ok bool) int {
	if ok {
		return len(s)
	}
	return 0
}

func loop(n int) int {
	total := 0
	for i := range n {
		total += i
	}
	return total
}

func fields() int {
	p := point{source(), 2}
	sink(p.y)
	p.y = source()
	return p.x + p.y
}

func shadowed(n int) int {
	x := source()
	if n > 1 {
		x := source()
		sink(x)
	}
	return x
}

func kinds(v any) int {
	switch v := v.(type) {
	case int:
		sink(v)
	case string:
		sink(len(v))
	}
	return 0
}

func overwritten(n int) {
	x := 0
	x = n + 1
	x = n * 2
	sink(x)
}

func unknown(c bool) bool {
	y := 1
	x := false
	if c {
		x = true
		y = 7
	}
	sink(3)
	_ = y
	return x
}

func main() {}
