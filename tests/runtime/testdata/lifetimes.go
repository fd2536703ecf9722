// What happens at the end of objects: finalizers, cleanups, weak pointers.
package main

import (
	"runtime"
	"weak"
)

type resource struct {
	id   int
	next *resource
	pad  [64]int
}

type closer interface{ close() }

var closed = make(chan int, 100)

func (r *resource) close() { closed <- r.id }

//go:noinline
func withFinalizers(n int) {
	for i := range n {
		r := &resource{id: i}
		switch i % 3 {
		case 0:
			runtime.SetFinalizer(r, func(r *resource) { closed <- r.id })
		case 1:
			runtime.SetFinalizer(r, func(r closer) { r.close() })
		default:
			runtime.SetFinalizer(r, func(r any) { closed <- r.(*resource).id })
		}
	}
}

//go:noinline
func withCleanups(n int) {
	for i := range n {
		runtime.AddCleanup(&resource{id: i}, func(id int) { closed <- id }, i)
	}
	stopped := &resource{id: 1000}
	runtime.AddCleanup(stopped, func(id int) { panic("a stopped cleanup ran") }, 0).Stop()
	runtime.KeepAlive(stopped) // it must not die before Stop
}

//go:noinline
func chain() {
	inner := &resource{id: 1}
	outer := &resource{id: 2, next: inner}
	runtime.SetFinalizer(inner, (*resource).close)
	runtime.SetFinalizer(outer, (*resource).close)
}

//go:noinline
func weakPointers() (dead, live weak.Pointer[resource], kept *resource) {
	kept = &resource{id: 7, next: &resource{id: 8}}
	return weak.Make(&resource{id: 6}), weak.Make(kept), kept
}

// spend overwrites what earlier calls have left on the stack.
//
//go:noinline
func spend(depth int) int {
	var words [128]int
	for i := range words {
		words[i] = depth
	}
	if depth == 0 {
		return words[5]
	}
	return spend(depth-1) + words[depth%128]
}

// collectUntil collects until at least n objects have reported their end.
func collectUntil(n int) int {
	count, sum := 0, 0
	for tries := 0; count < n && tries < 1000; tries++ {
		spend(20)
		runtime.GC()
		for {
			select {
			case id := <-closed:
				count++
				sum += id
				continue
			default:
			}
			break
		}
		runtime.Gosched()
	}
	if count < n {
		println("only", count, "of", n)
	}
	return sum
}

func main() {
	withFinalizers(30)
	collectUntil(25)
	println("finalizers")
	for len(closed) > 0 {
		<-closed
	}
	withCleanups(30)
	collectUntil(25)
	println("cleanups")
	dead, live, kept := weakPointers()
	spend(20)
	for tries := 0; dead.Value() != nil && tries < 100; tries++ {
		spend(20)
		runtime.GC()
	}
	println(dead.Value() == nil, live.Value() == kept, live == weak.Make(kept), kept.next.id)
	runtime.KeepAlive(kept)
}
