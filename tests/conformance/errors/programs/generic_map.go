package main

type number interface{ ~int | ~float64 }

func mapped[T, U any](in []T, f func(T) U) []U {
	var out []U
	for _, v := range in {
		out = append(out, f(v))
	}
	return out
}

func sum[T number](in []T) (total T) {
	for _, v := range in {
		total += v
	}
	return
}

func main() {
	_ = mapped([]int{1}, func(s string) string { return s })
	_ = sum([]string{"a"})
	_ = mapped[int]
}
