// Slices that append begins in an array in the frame: the array outlives what fills it, bodies of loops and closures too.
package main

//go:noinline
func seq(yield func(int) bool) {
	for i := 0; i < 12; i++ {
		if !yield(i) {
			return
		}
	}
}

func inlined(yield func(int) bool) {
	_ = yield(1) && yield(2) && yield(3)
}

//go:noinline
func clobber(n int) int {
	var a [200]int
	for i := range a {
		a[i] = n + i
	}
	return a[n&127]
}

func collect() {
	var s []int
	for v := range seq {
		s = append(s, v)
		if v < 3 {
			println(cap(s))
		}
	}
	clobber(1)
	for _, v := range s {
		print(" ", v)
	}
	println(cap(s))
}

func collectFew() {
	var s []int
	for v := range seq {
		if v == 3 {
			break
		}
		s = append(s, v+100)
	}
	clobber(2)
	for _, v := range s {
		print(" ", v)
	}
	println(cap(s))
}

func collectInlined() {
	var s []int
	for v := range inlined {
		s = append(s, v+100)
	}
	clobber(3)
	for i := range len(s) {
		print(" ", s[i])
	}
	println(cap(s))
}

func throughClosure() {
	var s []int
	add := func(v int) { s = append(s, v) }
	call(add)
	clobber(4)
	for _, v := range s {
		print(" ", v)
	}
	println(cap(s))
}

//go:noinline
func call(f func(int)) { f(7); f(8) }

func once() {
	var s []int
	func() {
		s = append(s, 1, 2)
		call(func(v int) { s = append(s, v) })
	}()
	clobber(5)
	for _, v := range s {
		print(" ", v)
	}
	println(cap(s))
}

type keeper struct{ list []int }

func (k *keeper) add(v int) { k.list = append(k.list, v) }

//go:noinline
func (k *keeper) slow(v int) { k.list = append(k.list, v) }

func fields() {
	var k keeper
	k.add(1)
	k.slow(2)
	k.add(3)
	clobber(6)
	for _, v := range k.list {
		print(" ", v)
	}
	println(cap(k.list))
}

//go:noinline
func grown(s []int, v int) []int { return append(s, v) }

func results() {
	s := grown(nil, 1)
	t := append(s, 2)
	u := append(t[:1:1], 5)
	clobber(7)
	println(s[0], t[1], u[1], cap(s), cap(t), cap(u))
}

func loops() [][]int {
	var all [][]int
	for i := range 3 {
		var s []int
		s = append(s, i)
		s = append(s, i+1)
		all = append(all, s)
	}
	return all
}

func deferred() (s []int) {
	defer func() { s = append(s, 9) }()
	s = append(s, 1)
	return append(s, 2)
}

func recovered() {
	var s []int
	func() {
		defer func() { recover(); s = append(s, 3) }()
		s = append(s, 1)
		panic(1)
	}()
	clobber(8)
	println(len(s), s[0], s[1], cap(s))
}

func generic[T any](v T, n int) int {
	var s []T
	for range n {
		s = append(s, v)
	}
	return cap(s)
}

func main() {
	collect()
	collectFew()
	collectInlined()
	throughClosure()
	once()
	fields()
	results()
	for _, s := range loops() {
		println(s[0], s[1], cap(s))
	}
	s := deferred()
	println(s[0], s[1], s[2], cap(s))
	recovered()
	println(generic("a", 1), generic(1, 3), generic(byte(1), 5))
}
