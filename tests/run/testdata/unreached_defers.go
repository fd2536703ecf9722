// Defer statements that are never reached: they are no obstacle to inlining, and their functions have no list of them.
package main

const tracing = false

func note(s string) { println(s) }

func inlined(x int) (r int) {
	if tracing {
		note("in")
		defer func() { note("out") }()
	}
	return x + 1
}

//go:noinline
func called(x int) (r int) {
	if tracing && x > 0 {
		defer note("out")
	} else if !tracing {
		return 2 * x
	}
	panic("not reached")
	defer func() { r = 7 }()
	return 0
}

func switched(x int) (r int) {
	switch tracing {
	case true:
		defer func() { r++ }()
	}
	for tracing {
		defer note("loop")
	}
	return x - 1
}

func some(x int) (r int) {
	defer func() { r *= 3 }()
	if tracing {
		defer note("never")
	}
	return inlined(x)
}

func jumped(x int) (r int) {
	goto over
back:
	defer func() { r += 100 }()
	return x
over:
	goto back
	defer note("never")
	return 0
}

func each(yield func(int) bool) {
	for i := range 3 {
		if !yield(i) {
			return
		}
	}
}

func ranged() (r int) {
	for i := range each {
		if tracing {
			defer func() { r = -1 }()
		}
		if i == 2 {
			return i
		}
	}
	return 9
}

func rangedSome() (r int) {
	defer func() { println("rangedSome", r) }()
	for i := range each {
		if tracing {
			defer func() { r = -1 }()
		}
		if i == 1 {
			return i
		}
	}
	return 9
}

func main() {
	println(inlined(1), called(2), switched(3), some(4), jumped(5), ranged(), rangedSome())
	func() {
		defer func() { println(recover().(string)) }()
		if tracing {
			defer note("never")
		}
		panic("caught")
	}()
}
