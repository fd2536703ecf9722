// Range over functions: every way out of a body, deferred calls, recovery, iterators that break the rules.

package main

func count(n int) func(func(int) bool) {
	return func(yield func(int) bool) {
		for i := 0; i < n; i++ {
			if !yield(i) {
				println("stopped at", i)
				return
			}
		}
		println("all", n)
	}
}

func pairs(yield func(string, int) bool) {
	_ = yield("a", 1) && yield("b", 2) && yield("c", 3)
}

func find(n int) (int, string) {
	for i := range count(10) {
		if i == n {
			return i, "found"
		}
	}
	return -1, "none"
}

func named() (total int) {
	defer func() { total *= 10 }()
	for i := range count(5) {
		total += i
		if i == 3 {
			return
		}
	}
	return -1
}

func deferred() {
	for i := range count(3) {
		defer println("deferred", i)
	}
	println("end of deferred")
}

func nested() string {
outer:
	for i := range count(5) {
		for s, j := range pairs {
			switch {
			case i == 0 && j == 2:
				continue outer
			case i == 1 && j == 3:
				continue
			case i == 2:
				break
			case i == 3:
				break outer
			}
			println(i, s, j)
		}
	}
	for i := range count(4) {
		for s, j := range pairs {
			for k := 0; k < 3; k++ {
				if i == 1 && j == 2 && k == 1 {
					return s
				}
			}
		}
	}
	return "not reached"
}

func jump() {
	n := 0
again:
	for i := range count(3) {
		n++
		if n < 3 && i == 1 {
			goto again
		}
		if n == 5 {
			goto end
		}
	}
end:
	println("jumped", n)
}

func closures() {
	var fs [3]func() int
	for i := range count(3) {
		fs[i] = func() int { i++; return i }
	}
	for _, f := range fs {
		println(f(), f())
	}
}

func assign() {
	var i int
	var s string
	for s, i = range pairs {
		if i == 2 {
			break
		}
	}
	println(s, i)
	for range pairs {
		i++
	}
	println(i)
}

func recovered() (text string) {
	defer func() {
		text = recover().(string) + "!"
	}()
	for i := range count(3) {
		if i == 1 {
			panic("from the body")
		}
	}
	return "not reached"
}

func report(name string, f func()) {
	defer func() {
		if e, ok := recover().(error); ok {
			println(name+":", e.Error())
		}
	}()
	f()
	println(name, "is over")
}

func rules() {
	report("goes on", func() {
		for i := range func(yield func(int) bool) { yield(1); yield(2) } {
			println("body", i)
			break
		}
	})
	var kept func(int) bool
	report("too late", func() {
		for range func(yield func(int) bool) { kept = yield } {
		}
		kept(1)
	})
	report("swallows", func() {
		for range func(yield func(int) bool) {
			defer func() { recover() }()
			yield(1)
		} {
			panic("swallowed")
		}
	})
	report("again", func() {
		for range func(yield func(int) bool) {
			func() {
				defer func() { recover() }()
				yield(1)
			}()
			yield(2)
		} {
			panic("swallowed")
		}
	})
}

func recovering() {
	defer func() {
		for range count(2) {
			println("recovers in a body:", recover() != nil)
		}
		println("recovered", recover().(string))
	}()
	panic("for the body")
}

func main() {
	println(find(3))
	println(find(11))
	println(named())
	deferred()
	println(nested())
	jump()
	closures()
	assign()
	println(recovered())
	rules()
	recovering()
}
