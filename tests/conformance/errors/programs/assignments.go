package main

func two() (int, string) { return 1, "a" }

func main() {
	a, b, c := two()
	var d int = two()
	e, f := 1
	x, y := two()
	x, y := two()
	y += 1
	two() = 1, 2
	const k = 1
	k++
	"s"[0] = 'a'
	map[string]struct{ n int }{}["a"].n = 1
	_ = x
	nope = 1
}
