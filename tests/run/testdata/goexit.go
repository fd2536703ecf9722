// Goexit runs deferred calls, is not recovered from, and survives panics in the deferred calls.
package main

import "runtime"

func run(f func()) {
	done := make(chan bool)
	go func() {
		defer close(done)
		f()
		println("not reached")
	}()
	<-done
}

func inner() {
	defer println("inner deferred")
	runtime.Goexit()
}

func main() {
	run(inner)
	run(func() {
		defer func() { println("recovered", recover() == nil) }()
		inner()
	})
	run(func() {
		defer println("first")
		defer func() {
			defer func() { println("caught", recover().(string)) }()
			panic("in deferred")
		}()
		runtime.Goexit()
	})
	run(func() {
		defer println("outer still runs")
		defer func() { println("recovers", recover().(string)) }()
		defer func() { panic("second") }()
		runtime.Goexit()
	})
	run(func() {
		defer func() {
			println("panicking", recover().(string))
			runtime.Goexit()
		}()
		panic("then exit")
	})
}
