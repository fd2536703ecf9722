package main

type failure struct{ code int }

func (f failure) Error() string { return "failure" }

func try(f func()) (err error) {
	defer func() {
		if r := recover(); r != nil {
			if e, ok := r.(error); ok {
				err = e
			} else {
				println("other", r.(string))
			}
		}
	}()
	f()
	println("finished")
	return nil
}

func text(err error) string {
	if err == nil {
		return "nil"
	}
	return err.Error()
}

func value() (n int) {
	defer func() { recover(); n++ }()
	n = 41
	panic("x")
}

func unnamed() int {
	defer func() { recover() }()
	panic("x")
}

func helper() any { return recover() }

func indirect() (r any) {
	defer func() {
		r = recover()
	}()
	defer func() {
		if helper() != nil {
			println("wrong: helper recovered")
		}
		func() {
			if recover() != nil {
				println("wrong: inner literal recovered")
			}
		}()
	}()
	defer recover()
	panic("indirect")
}

func named() {
	if r := recover(); r != nil {
		println("named recovered", r.(int))
	}
}

type t struct{ n int }

func (x *t) handle(s string) {
	r := recover()
	println("method recovered", r.(int), s, x.n)
}

func direct() {
	x := &t{3}
	defer x.handle("arg")
	panic(6)
}

func plain() {
	defer named()
	panic(5)
}

func again() (s string) {
	defer func() {
		s = recover().(string)
	}()
	defer func() {
		println("first", recover().(string))
		panic("two")
	}()
	panic("one")
}

func replaced() {
	defer func() {
		println("got", recover().(string))
		println(recover() == nil)
	}()
	defer func() { panic("new") }()
	panic("old")
}

func kept() {
	defer func() { println("outer", recover().(string)) }()
	defer func() {
		defer func() { println("inner", recover().(string)) }()
		panic("inside")
	}()
	panic("outside")
}

func deep(n int) {
	defer func() { order = append(order, n) }()
	if n == 0 {
		panic("bottom")
	}
	deep(n - 1)
}

var order []int

func loop() (caught int) {
	for i := range 5 {
		func() {
			defer func() {
				if recover() != nil {
					caught += i
				}
			}()
			if i%2 == 1 {
				var p *t
				p.n++
			}
		}()
	}
	return
}

func manyLocals(a, b, c, d int, f float64) (r int) {
	x, y, z, w := a+b, b*c, c-d, f*2
	defer func() { recover(); r = x + y + z + int(w) }()
	x++
	y += x
	for i := 0; ; i++ {
		z += i
		w++
		if i == 9 {
			panic(z)
		}
	}
}

func main() {
	println(text(try(func() {})), text(try(func() { panic(failure{1}) })))
	println(text(try(func() { panic("string") })))
	var s []int
	println(text(try(func() { _ = s[len(order)+5] })))
	var m *t
	println(text(try(func() { println(m.n) })))
	var e any = "s"
	println(text(try(func() { _ = e.(int) })), text(try(func() { panic(nil) })))
	println(value(), unnamed())
	println(indirect().(string))
	plain()
	direct()
	println(again())
	replaced()
	kept()
	try(func() { deep(3) })
	println(len(order), order[0], order[3], loop(), recover() == nil, manyLocals(1, 2, 3, 4, 5))
}
