// Package-level variables are initialised in dependency order, then init functions run.
package main

var (
	a = b + 1
	b = f()
	c = "static"
	d = [3]int{1, 2, 3}
	e = &d[1]
	g = 3.5
	h bool
	k            = true
	z complex128 = complex(1, 2)
	n int8       = -3
)

var x, y = pair()
var total = count(5)

var table = [...]string{"zero", "one", "two"}

type config struct {
	name  string
	ports []int
	size  struct{ w, h int }
}

var defaults = config{"default", []int{80, 443}, struct{ w, h int }{1, 2}}

func f() int { println("f"); return 10 }

func pair() (int, string) { return d[2], c + "!" }

func count(n int) int {
	sum := 0
	for i := range n {
		sum += i
	}
	return sum
}

func init() { println("init 1", a, b); *e = 50 }

func init() { println("init 2", d[1]) }

func main() {
	println(a, b, c, d[0], d[1], *e, g, h, k, z, n)
	println(x, y, total, table[2], len(table))
	println(defaults.name, defaults.ports[1], defaults.size.h)
	a++
	c += "."
	println(a, c)
}
