package main

type counter struct {
	n    int
	name string
}

func (c *counter) add(by int) int { c.n += by; return c.n }
func (c counter) show(s string)   { println(c.name, c.n, s) }

type shower interface{ show(string) }

func order() {
	for i := 0; i < 4; i++ {
		defer println("deferred", i)
	}
	println("body")
}

func operands() {
	n := 1
	s := "early"
	c := counter{5, "c"}
	defer println("values", n, s, c.n, len(s), f(n))
	defer c.show(s)
	defer c.add(10)
	p := &c
	defer p.show("pointer")
	var i shower = c
	defer i.show(s)
	g := func(s string, more ...int) { println("function", s, len(more), n) }
	defer g(s, n, n)
	n, s, p = 2, "late", nil
	c.n = 6
	i = nil
	g = nil
}

func f(n int) int { println("evaluated", n); return n * 10 }

func named() (n int, s string) {
	defer func() { n *= 2; s += "!" }()
	n = 4
	return n + 1, "text"
}

func unnamed() int {
	n := 1
	defer func() { n = 100 }()
	return n
}

func big() (r [5]int) {
	defer func() { r[4]++ }()
	r[4] = 3
	return r
}

func bare() (err error) {
	defer func() {
		if err == nil {
			err = problem("from the deferred call")
		}
	}()
	return
}

type problem string

func (p problem) Error() string { return string(p) }

func early(n int) string {
	if n == 0 {
		return "nothing deferred"
	}
	defer println("first", n)
	if n == 1 {
		return "one"
	}
	defer println("second", n)
	return "two"
}

func nested() {
	defer func() {
		defer println("inner of deferred")
		println("deferred")
	}()
	func() {
		defer println("inner")
		println("literal")
	}()
	println("outer")
}

func jumps() {
	n := 0
again:
	m := n
	defer func() { print(m, " ") }()
	n++
	if n < 5 {
		goto again
	}
}

func chain(n int) int {
	if n == 0 {
		return 0
	}
	total := 0
	defer func() { sum += total }()
	total = n + chain(n-1)
	return total
}

var sum int

func inLoop() (total int) {
	for i := range 3 {
		for _, s := range []string{"a", "bb"} {
			defer func() { total += i * len(s) }()
		}
	}
	return 1000
}

func main() {
	order()
	operands()
	n, s := named()
	println(n, s, unnamed(), big()[4], bare().Error())
	println(early(0), early(1), early(2))
	nested()
	jumps()
	println()
	println(chain(5), sum, inLoop())
	clearing := []int{1, 2}
	func() {
		defer clear(clearing)
		defer copy(clearing, []int{7})
		println(clearing[0])
	}()
	println(clearing[0])
	func() {
		defer f(f(1))
	}()
}
