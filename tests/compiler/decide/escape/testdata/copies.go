// Function literals in the copies that inlined bodies bring along.

package main

type Once struct{ done uint32 }

func (o *Once) Do(f func()) {
	if o.done == 0 {
		o.slow(f)
	}
}

//go:noinline
func (o *Once) slow(f func()) { f() }

func OnceFunc(f func()) func() {
	d := struct {
		f     func()
		once  Once
		valid bool
		p     any
	}{f: f}
	return func() {
		d.once.Do(func() {
			defer func() {
				d.f = nil
				d.p = recover()
				if !d.valid {
					panic(d.p)
				}
			}()
			d.f()
			d.valid = true
		})
		if !d.valid {
			panic(d.p)
		}
	}
}

var g = OnceFunc(func() { println("x") })

func use() func() { return OnceFunc(func() { println("y") }) }

func ignoring(f func() error) error {
	for {
		err := f()
		if err == nil {
			return err
		}
	}
}

func after(n int, f func() error) error {
	if n == 0 {
		return nil
	}
	return f()
}

//go:noinline
func sys(p *[2]int) error { return nil }

func chmod(n int) error {
	return after(n, func() error {
		return ignoring(func() error {
			u := [2]int{n, 1}
			return sys(&u)
		})
	})
}

func compose[F func(A), A any](f1, f2 F) F {
	if f1 == nil {
		return f2
	}
	return func(a A) {
		f1(a)
		f2(a)
	}
}

type T struct{ f func(int) }

var x = compose(func(int) {}, func(a int) {})

type RE struct{ n int }

func (re *RE) matches(n int) func(func([]int) bool) {
	return func(yield func([]int) bool) {
		for i := 0; i < n; i++ {
			if !yield([]int{i, n}) {
				return
			}
		}
	}
}

func (re *RE) all(b []byte, n int) func(func([]byte) bool) {
	return func(yield func([]byte) bool) {
		for m := range re.matches(n) {
			if !yield(b[m[0]:m[1]:m[1]]) {
				break
			}
		}
	}
}

func main() {
	x(1)
	g()
}
