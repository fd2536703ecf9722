package main

type point struct{ x, y int }

func (p *point) move(dx int) { p.x += dx }

func double(n int) int { return n + n }

func clamp(n int) (result int, changed bool) {
	if n > 9 {
		return 9, true
	}
	result = n
	return
}

func calls(n int) int {
	p := point{n, double(double(n))}
	p.move(1)
	least, _ := clamp(p.x)
	return least
}

func literal(n int) int {
	add := func(m int) int { return n + m }
	return add(1) + add(2)
}

type shape interface{ area() int }

type square struct{ side int }

func (s square) area() int { return s.side * s.side }

func known(n int) int {
	var s shape = square{n}
	return s.area()
}

func each(yield func(int) bool) {
	for i := 0; i < 3; i++ {
		if !yield(i) {
			return
		}
	}
}

func loop() (sum int) {
	for i := range each {
		if i == 2 {
			break
		}
		sum += i
	}
	return sum
}
