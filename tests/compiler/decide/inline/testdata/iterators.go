package main

type seq func(yield func(int) bool)
type list struct{ xs []int }

func upTo(n int) func(func(int) bool) {
	return func(yield func(int) bool) {
		for i := 0; i < n; i++ {
			if !yield(i) {
				return
			}
		}
	}
}
func (l *list) all(yield func(int, int) bool) {
	for i, x := range l.xs {
		if !yield(i, x) {
			return
		}
	}
}
func sum(n int) (total int) {
	for x := range upTo(n) {
		total += x
	}
	return
}
func fromParameter(s seq) (total int) {
	for x := range s {
		if x == 3 {
			continue
		}
		if x > 10 {
			break
		}
		total += x
	}
	return total
}
func ofMethod(l *list) (total int) {
	for i, x := range l.all {
		total += i * x
	}
	return
}
func find(l *list, want int) (int, bool) {
	for i, x := range l.all {
		if x == want {
			return i, true
		}
	}
	return 0, false
}
func single(s seq) int {
	for x := range s {
		return x
	}
	return -1
}
func nothing(s func(func() bool)) (n int) {
	for range s {
		n++
	}
	return n
}
func assigned(s seq) int {
	var x int
	for x = range s {
		println(x)
	}
	return x
}
func inner(s, t seq) (n int) {
outer:
	for x := range s {
		for y := range t {
			if y == x {
				continue outer
			}
			if y > x {
				break outer
			}
			if y == 7 {
				return 7
			}
			for {
				break
			}
			n++
		}
		switch x {
		case 1:
			break
		}
	}
	return
}
func plainOuter(xs []int, s seq) (n int) {
loop:
	for _, x := range xs {
		for y := range s {
			if x == y {
				continue loop
			}
			if x > y {
				break loop
			}
		}
	}
	return
}
func deferring(s seq) {
	for x := range s {
		defer println(x)
	}
}
func pairOf(s seq) (int, error) {
	for x := range s {
		return pair(x)
	}
	return pair(0)
}
func pair(x int) (int, error) { return x, nil }
func usesSum() int            { return sum(4) }

func main() {}
