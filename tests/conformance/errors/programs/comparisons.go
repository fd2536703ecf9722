package main

type pair struct {
	f func()
}

func same[T any](a, b T) bool { return a == b }

func main() {
	var m map[[]int]string
	var s []int
	_ = s == s
	_ = pair{} == pair{}
	_ = m == 1
	_ = s < nil
	_ = main == nil
	_ = "a" == 'a'
	if s := 1; s {
	}
}
