package main

func loop(n int) (t int) {
	for i := 0; i < n; i++ {
		if i == 3 {
			continue
		}
		t += i
	}
	return
}

func conditions(a, b, c bool) int {
	if a && (b || !c) {
		return 1
	}
	return 2
}

func cases(n int) string {
	switch n {
	case 1, 2:
		return "low"
	case 3:
		fallthrough
	default:
		return "other"
	}
}

func labels() {
outer:
	for {
		for range 3 {
			break outer
		}
		goto outer
	}
}

func main() {}
