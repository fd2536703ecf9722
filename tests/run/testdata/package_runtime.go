// What package runtime tells about the program.

package main

import "runtime"

type big struct{ a [100]int }

func main() {
	println(runtime.GOOS, runtime.Compiler, runtime.Version())
	println(runtime.NumGoroutine(), runtime.NumCgoCall(), runtime.NumCPU() > 0)
	runtime.GOMAXPROCS(3)
	println(runtime.GOMAXPROCS(0))
	runtime.Gosched()
	runtime.LockOSThread()
	runtime.UnlockOSThread()
	b := new(big)
	runtime.SetFinalizer(b, func(*big) { println("never") })
	c := runtime.AddCleanup(b, func(n int) { println("never", n) }, 1)
	c.Stop()
	runtime.KeepAlive(b)
	var p runtime.Pinner
	p.Pin(b)
	p.Unpin()
	defer func() {
		e := recover()
		_, isError := e.(runtime.Error)
		_, isBounds := e.(*runtime.TypeAssertionError)
		println(isError, isBounds)
		defer func() { println(recover().(runtime.Error).Error()) }()
		panic(nil)
	}()
	println(any(b).(error))
}
