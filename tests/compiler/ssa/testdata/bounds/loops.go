package main

func forward(s []int) (t int) {
	for i := 0; i < len(s); i++ {
		t += s[i] // REMOVED
	}
	return
}

func ranged(s []int) (t int) {
	for i := range s {
		t += s[i] // REMOVED
	}
	for i, v := range s {
		t += v + s[i] // REMOVED
	}
	return
}

func backward(s []int) (t int) {
	for i := len(s) - 1; i >= 0; i-- {
		t += s[i] // REMOVED
	}
	return
}

func steps(s []int) (t int) {
	for i := 0; i < len(s); i += 2 {
		t += s[i] // REMOVED; gc keeps
	}
	return
}

func pairs(s []int) (t int) {
	for i := 1; i < len(s); i++ {
		t += s[i] - s[i-1] // REMOVED
	}
	return
}

func next(s []int) (t int) {
	for i := 0; i < len(s)-1; i++ {
		t += s[i+1] - s[i] // REMOVED
	}
	return
}

func limit(s []int, n int) (t int) {
	for i := 0; i < n; i++ {
		t += s[i] // KEPT
	}
	return
}

func start(s []int, from int) (t int) {
	for i := from; i < len(s); i++ {
		t += s[i] // KEPT
	}
	return
}

func nested(m [][]int) (t int) {
	for i := range m {
		for j := range m[i] { // REMOVED
			t += m[i][j] // REMOVED
		}
	}
	return
}

func both(a, b []int) (t int) {
	for i := 0; i < len(a) && i < len(b); i++ {
		t += a[i] * b[i] // REMOVED
	}
	return
}

func counted(s []int) (t int) {
	for i := range len(s) {
		t += s[i] // REMOVED
	}
	return
}

func text(s string) (n int) {
	for i := 0; i < len(s); i++ {
		if s[i] == 'x' { // REMOVED
			n++
		}
	}
	return
}

func array(a *[16]int) (t int) {
	for i := 0; i < 16; i++ {
		t += a[i] // REMOVED
	}
	for i := range a {
		t += a[i] // REMOVED
	}
	return
}

func shrinking(s []int) (t int) {
	for len(s) > 0 {
		t += s[0] // REMOVED
		s = s[1:] // REMOVED
	}
	return
}

func main() {}
