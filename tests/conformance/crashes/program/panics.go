package main

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"sync"
)

type tree struct {
	left, right *tree
	value       int
}

func (t *tree) walk(visit func(int)) {
	if t == nil {
		return
	}
	t.left.walk(visit)
	visit(t.value)
	t.right.walk(visit)
}

func (b box[T]) fail(depth int) {
	if depth == 0 {
		panic("in a generic method")
	}
	b.fail(depth - 1)
}

func fail[K comparable, V any](k K, v V) {
	func() {
		func() { panic(fmt.Sprint(k, v)) }()
	}()
}

type outer struct{ inner }

type inner struct{ n int }

func (i *inner) fail()       { panic("promoted " + strconv.Itoa(i.n)) }
func (i inner) failByValue() { panic("promoted value " + strconv.Itoa(i.n)) }

func small(x int) int { return numbers[x] }

func middle(x int) int { return small(x) + 1 }

func recovering() {
	defer func() { recover() }()
	panic("recovered")
}

func init() {
	add("nested", func() {
		defer func() { panic("second") }()
		panic("first")
	})
	add("nested_three", func() {
		defer func() {
			defer func() { panic("third") }()
			panic("second")
		}()
		panic("first")
	})
	add("recovered_then_panic", func() {
		defer func() {
			recover()
			panic("second")
		}()
		panic("first")
	})
	add("repanicked", func() {
		defer func() { panic(recover()) }()
		panic("first")
	})
	add("repanicked_error", func() {
		defer func() {
			r := recover()
			defer func() { panic(r) }()
			panic(errors.New("between"))
		}()
		panic(errors.New("first"))
	})
	add("repanicked_outer", func() {
		defer func() { panic(recover()) }()
		func() {
			defer func() { panic(recover()) }()
			panic("first")
		}()
	})
	add("after_recover", func() {
		recovering()
		panic("later")
	})
	add("runtime_error_nested", func() {
		defer func() { sinkInt = numbers[five] }()
		sinkInt = nilPair.a
	})
	add("fault_in_defer", func() {
		defer func() { sinkInt = nilPair.a }()
		panic("first")
	})
	add("fault_recovered_then_panic", func() {
		defer func() {
			recover()
			panic("second")
		}()
		sinkInt = nilPair.a
	})
	add("goexit_panic", func() {
		var done sync.WaitGroup
		done.Add(1)
		go func() {
			defer func() { panic("in Goexit") }()
			runtime.Goexit()
		}()
		done.Wait()
	})
	add("goexit_recovered", func() {
		go func() {
			defer func() { panic("after") }()
			defer func() { recover() }()
			defer func() { panic("in Goexit") }()
			runtime.Goexit()
		}()
		select {}
	})
	add("goroutine", func() {
		go func() { panic("in a goroutine") }()
		select {}
	})
	add("goroutine_method", func() {
		t := &tree{value: 1}
		go t.walk(func(int) { panic("visited") })
		select {}
	})
	add("goroutine_named", func() {
		go raise("named")
		select {}
	})
	add("goroutine_nested", func() {
		go func() {
			go func() { panic("inner") }()
			select {}
		}()
		select {}
	})
	add("goroutine_generic", func() {
		go fail(1, "x")
		select {}
	})
	add("goroutine_interface", func() {
		var f interface{ fail() } = &outer{inner{2}}
		go f.fail()
		select {}
	})
	add("recursive", func() {
		t := &tree{left: &tree{left: &tree{value: 3}, value: 2}, value: 1}
		t.walk(func(v int) { panic(v) })
	})
	add("generic_method", func() { box[string]{}.fail(2) })
	add("generic_function", func() { fail("k", 2.5) })
	add("promoted", func() { o := outer{inner{1}}; o.fail() })
	add("promoted_interface", func() {
		var f interface{ fail() } = &outer{inner{2}}
		f.fail()
	})
	add("promoted_value_interface", func() {
		var f interface{ failByValue() } = outer{inner{3}}
		f.failByValue()
	})
	add("method_value", func() {
		f := (&inner{4}).fail
		f()
	})
	add("method_expression", func() { (*inner).fail(&inner{5}) })
	add("inlined", func() { sinkInt = middle(five) })
	add("closure_depth", func() {
		f := func() func() {
			return func() { func() { raise("deep") }() }
		}
		f()()
	})
	add("defer_method", func() {
		defer (&inner{6}).fail()
		println("before")
	})
	add("defer_loop", func() {
		for i := range 3 {
			defer func() { println(i) }()
		}
		raise("loop")
	})
	add("defer_panics_at_return", func() {
		defer raise("deferred")
		println("returning")
	})
	add("defer_nil_func", func() {
		var f func()
		defer f()
		println("before")
	})
	add("go_nil_func", func() {
		var f func()
		go f()
		select {}
	})
	add("many_frames", func() { descend(150) })
	add("library", func() { sinkInt = len(fmt.Sprintf("%v", badStringer{})); sinkAny = strconv.Itoa; os.Stdout.WriteString("x\n"); _ = []int{}[five] })
	add("library_callback", func() {
		sync.OnceFunc(func() { panic("once") })()
	})
	add("once", func() {
		var once sync.Once
		once.Do(func() { raise("in once") })
	})
	add("range_func_body", func() {
		for i := range func(yield func(int) bool) { yield(1) } {
			panic(i)
		}
	})
	add("initialised_closure", func() { packageClosure(3) })
	add("exit_code", func() { defer println("no"); os.Exit(7) })
	add("exit_zero_after_main", func() { go func() { panic("too late") }() })
	add("chain", func() {
		sinkInt = chain{five}.
			next().
			fail().
			n
	})
	add("sequence", func() {
		for v := range filter(counted(10), func(v int) bool { return v > 3 }) {
			raise(strconv.Itoa(v))
		}
	})
	add("inlined_literal", func() {
		f := adder(five)
		g := func() int { return f(1) + numbers[f(2)] }
		sinkInt = g()
	})
	add("named_result", func() { _ = namedResult() })
	add("multi_line", func() {
		_ = middle(
			1,
		) + middle(
			five,
		)
	})
}

type chain struct{ n int }

func (c chain) next() chain { return chain{c.n + 1} }

func (c chain) fail() chain { return chain{numbers[c.n]} }

func counted(n int) func(func(int) bool) {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

func filter[T any](seq func(func(T) bool), keep func(T) bool) func(func(T) bool) {
	return func(yield func(T) bool) {
		for v := range seq {
			if keep(v) && !yield(v) {
				return
			}
		}
	}
}

func adder(n int) func(int) int {
	return func(m int) int {
		return func() int { return numbers[0] + n + m }()
	}
}

var packageClosure = func(n int) { raise(n) }

func namedResult() (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("got %v", r)
			panic(err)
		}
	}()
	panic(errors.New("first"))
}

//go:noinline
func descend(n int) int {
	if n == 0 {
		panic("bottom")
	}
	return descend(n-1) + 1
}
