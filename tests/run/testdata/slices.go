// Slices: slicing, append and its growth, copy, nil, sharing.
package main

type pair struct {
	a string
	b int
}

var escaped []int

func main() {
	var s []int
	println(s == nil, len(s), cap(s))
	for i := 0; i < 10; i++ {
		s = append(s, i*i)
		println(len(s), cap(s))
	}
	t := s[2:5]
	println(len(t), cap(t), t[0], t[2])
	t[0] = 100
	println(s[2])
	u := s[2:4:6]
	println(len(u), cap(u))
	u = append(u, 1, 2, 3)
	u[0] = -1
	println(s[2], len(u), u[0])
	n := copy(s, s[3:])
	println(n, s[0], s[6])
	println(copy(s[1:], s), s[1], s[2])
	bytes := []byte("hello")
	println(copy(bytes, "HE"), string(bytes))
	m := make([]string, 2, 5)
	m = append(m, "x")
	println(len(m), cap(m), m[2], m[0] == "")
	lit := []pair{{"a", 1}, {"b", 2}, 5: {"f", 6}}
	println(len(lit), lit[5].a, lit[1].b)
	for i, p := range lit {
		lit[i].b = p.b + 10
	}
	println(lit[0].b, lit[5].b)
	nested := [][]int{{1}, {2, 3}, nil, {4, 5, 6}}
	total := 0
	for _, row := range nested {
		for _, v := range row {
			total += v
		}
	}
	println(total, len(nested[2]))
	s = s[:0]
	println(len(s), cap(s))
	s = append(s, []int{7, 8, 9}...)
	s = append(s)
	println(s[0], s[len(s)-1])
	arr := [5]int{1, 2, 3, 4, 5}
	view := arr[1:4]
	view[0] = 20
	println(arr[1], len(view), cap(view))
	b := append([]byte("ab"), "cd"...)
	println(string(b))
	clear(view)
	println(arr[1], arr[3], arr[4])
	empty := []int{}
	println(empty == nil, len(empty))
	to := [3]int(arr[:3])
	to[0] = 77
	ptr := (*[2]int)(arr[3:])
	ptr[1] = 55
	println(to[0], arr[0], arr[4])
	escaped = s
}
