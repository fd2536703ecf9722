// Named types, aliases, types declared in functions, conversions between types of one representation.
package main

type (
	id    int
	alias = id
	names []string
	inner struct{ v int }
	outer struct{ v int }
)

func f() int {
	type local struct{ n int }
	return local{3}.n
}

func g() int {
	type local struct{ n, m int }
	return local{3, 4}.m
}

func (i id) next() id { return i + 1 }

func main() {
	var a alias = 5
	println(a.next(), id(7).next(), int(a))
	n := names{"x", "y"}
	s := []string(n)
	s[0] = "z"
	println(n[0], len(n))
	i := inner{9}
	o := outer(i)
	println(o.v, f(), g())
	println(len(names(nil)))
}
