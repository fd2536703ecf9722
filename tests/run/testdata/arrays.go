// Arrays are values: copying, comparison, literals with keys, nesting.
package main

type grid [3][4]int

func double(a [5]int) [5]int {
	for i := range a {
		a[i] *= 2
	}
	return a
}

func main() {
	a := [5]int{1, 2, 3}
	b := double(a)
	println(a[0], b[0], a == b, a == [5]int{1, 2, 3, 0, 0})
	c := [...]string{2: "two", 0: "zero", 5: "five"}
	println(len(c), c[0], c[1] == "", c[2], c[5])
	var g grid
	for i := range g {
		for j := range g[i] {
			g[i][j] = i * j
		}
	}
	h := g
	h[2][3] = 100
	println(g[2][3], h[2][3], len(g), len(g[0]), g == h)
	small := [2]int{1, 2}
	other := small
	other[0] = 9
	println(small[0], other[0], small == other)
	one := [1]string{"x"}
	println(one[0], one == [1]string{"x"})
	var zero [0]int
	println(len(zero))
	index := 3
	a[index] = 44
	println(a[index], a[len(a)-2])
	sum := 0
	for _, v := range [4]int{1, 2, 3, 4} {
		sum += v
	}
	println(sum)
	var large [1000]int
	large[999] = 5
	copied := large
	copied[999]++
	println(large[999], copied[999], large[500])
}
