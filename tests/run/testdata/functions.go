// Functions with several results, named results, variadics and recursion.
package main

func divmod(a, b int) (int, int) { return a / b, a % b }

func named(n int) (sum, product int) {
	product = 1
	for i := 1; i <= n; i++ {
		sum += i
		product *= i
	}
	return
}

func swap(a, b string) (x, y string) { return b, a }

func sum(numbers ...int) int {
	total := 0
	for _, n := range numbers {
		total += n
	}
	return total
}

func prefixed(prefix string, rest ...string) string {
	for _, r := range rest {
		prefix += "," + r
	}
	return prefix
}

func fib(n int) int {
	if n < 2 {
		return n
	}
	return fib(n-1) + fib(n-2)
}

func many(a int8, b uint16, c string, d float64, e bool, f []int, g complex64, h *int) (int8, uint16, string, float64, bool, []int, complex64, *int) {
	return a + 1, b + 1, c + "!", d * 2, !e, append(f, 9), g * 2, h
}

func add(a, b int) int { return a + b }

func ignore(_ int, _ string) {}

func main() {
	q, r := divmod(17, 5)
	println(q, r)
	println(divmod(-17, 5))
	println(named(6))
	println(swap("one", "two"))
	println(sum(), sum(1), sum(1, 2, 3), sum([]int{4, 5, 6}...))
	println(prefixed("a"), prefixed("a", "b", "c"))
	println(fib(20))
	x := 5
	a, b, c, d, e, f, g, h := many(1, 2, "s", 1.5, false, []int{1}, complex(1, 2), &x)
	println(a, b, c, d, e, len(f), f[1], g, *h)
	println(add(divmod(100, 7)))
	ignore(1, "")
}
