// Operands are evaluated in the order that the specification fixes.
package main

var trace string

func f(name string, v int) int {
	trace += name
	return v
}

func p(name string, v *int) *int {
	trace += name
	return v
}

func two() (int, int) {
	trace += "t"
	return 1, 2
}

func flush() {
	println(trace)
	trace = ""
}

func main() {
	arr := [5]int{}
	arr[f("a", 1)] = f("b", 2) + f("c", 3)*f("d", 4)
	flush()
	println(arr[1])
	_ = f("x", 0) == 1 && f("y", 1) == 1
	_ = f("x", 1) == 1 || f("y", 1) == 1
	flush()
	i := 0
	i, arr[i] = 2, 7
	println(i, arr[0], arr[2])
	a, b := 1, 2
	a, b = b, a
	println(a, b)
	x, y := two()
	*p("p", &x), *p("q", &y) = f("r", 5), f("s", 6)
	flush()
	println(x, y)
	s := []int{1, 2, 3}
	j := 0
	j, s[j], s[2] = 1, s[2], s[0]
	println(j, s[0], s[1], s[2])
	k := 1
	k++
	k += f("k", k)
	flush()
	println(k)
	arr[f("m", 3)] += f("n", 4)
	flush()
	println(arr[3])
	println(f("1", 1), f("2", 2), f("3", 3))
	flush()
}
