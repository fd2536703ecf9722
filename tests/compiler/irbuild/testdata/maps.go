package main

type point struct{ x, y int }

type large struct{ words [200]int }

func access(m map[string]int, k string) (int, bool) {
	v, ok := m[k]
	return v + m["constant"], ok
}

func assign(m map[int32]point, p map[*int]bool, k int32) {
	m[k] = point{1, 2}
	p[nil] = true
	delete(m, k)
}

func update(m map[[2]string]int, k [2]string) {
	m[k]++
	m[k] /= 2
	m[k], m[[2]string{}] = 1, 2
}

func kinds(a map[float64]int, b map[any]point, c map[point]*large, d map[uint64]large) int {
	return a[1] + b["x"].x + c[point{}].words[3] + d[5].words[0]
}

func length(m map[int]int) int {
	clear(m)
	return len(m)
}

func all(m map[string][]int) (n int) {
	for k, v := range m {
		n += len(k) + len(v)
	}
	for range m {
		n++
	}
	return
}

func literal(x string) map[string]map[int]point {
	return map[string]map[int]point{x: {1: {2, 3}}, "": nil}
}

func made(n int) (map[int]int, map[int]int) {
	return make(map[int]int), make(map[int]int, n)
}
