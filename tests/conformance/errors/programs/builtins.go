package main

func main() {
	var m map[string]int
	var s []int
	_ = len(m, s)
	_ = cap(m)
	append(s, 1)
	s = append(s, "a")
	_ = append(m, 1)
	delete(s, 0)
	delete(m, 1)
	_ = copy(s, "abc")
	_ = make([]int)
	_ = make([]int, -1)
	_ = make([]int, 3, 2)
	_ = make(struct{})
	_ = new(5, 6)
	_ = min(1, "a")
	clear(1)
	close(s)
	panic()
	_ = complex(1, "a")
	_ = real("a")
	print(main)
}
