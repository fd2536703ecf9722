// iter.Pull: coroutines that hand values over one at a time.
package main

import "iter"

func upTo(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		defer println("end", n)
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

func same(a, b iter.Seq[int]) bool {
	nextA, stopA := iter.Pull(a)
	defer stopA()
	nextB, stopB := iter.Pull(b)
	defer stopB()
	for {
		v, ok := nextA()
		w, ok2 := nextB()
		if v != w || ok != ok2 {
			return false
		}
		if !ok {
			return true
		}
	}
}

func main() {
	println(same(upTo(3), upTo(3)), same(upTo(3), upTo(5)))
	next, stop := iter.Pull(upTo(1000))
	sum := 0
	for v, ok := next(); ok && v < 500; v, ok = next() {
		sum += v
	}
	stop()
	stop()
	_, ok := next()
	println(sum, ok)
	func() {
		defer func() { println("panicked", recover().(string)) }()
		next, stop := iter.Pull(func(yield func(int) bool) {
			yield(1)
			panic("inside")
		})
		defer stop()
		next()
		next()
	}()
	next2, stop2 := iter.Pull2(func(yield func(string, int) bool) {
		_ = yield("a", 1) && yield("b", 2)
	})
	defer stop2()
	for k, v, ok := next2(); ok; k, v, ok = next2() {
		println(k, v)
	}
	c, done := make(chan int), make(chan int)
	go func() {
		sum := 0
		for v := range c {
			sum += v
		}
		done <- sum
	}()
	other, stop3 := iter.Pull(upTo(4))
	defer stop3()
	for v, ok := other(); ok; v, ok = other() {
		c <- v
	}
	close(c)
	println(<-done)
}
