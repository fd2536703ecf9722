// Finalizers of all shapes, and what AddCleanup refuses.
package main

import "runtime"

type object struct {
	id  int
	ptr *object
	pad [10]int
}

type holder interface{ mark() }

func (o *object) mark() {}

var done = make(chan int, 100)

//go:noinline
func shapes() {
	runtime.SetFinalizer(&object{id: 1}, func(o *object) [250]int { done <- o.id; return [250]int{3: 1} })
	runtime.SetFinalizer(&object{id: 2}, func(o any) (string, error, [3]string) {
		done <- o.(*object).id
		return "", nil, [3]string{}
	})
	runtime.SetFinalizer(&object{id: 3}, func(o holder) (a, b, c, d, e, f, g, h, i, j int, k float64, l float32, m complex128) {
		done <- o.(*object).id
		return
	})
	runtime.SetFinalizer(&object{id: 4}, func(*object) (float64, float64, float64, struct{}) { done <- 4; return 1, 2, 3, struct{}{} })
	runtime.SetFinalizer(&object{id: 5}, (*object).mark)
}

//go:noinline
func spend(depth int) int {
	var words [128]int
	for i := range words {
		words[i] = depth
	}
	if depth == 0 {
		return words[5]
	}
	return spend(depth-1) + words[7]
}

func try(name string, f func()) {
	defer func() {
		if s, ok := recover().(string); ok {
			println(name, s)
		}
	}()
	f()
	println(name, "accepted")
}

func main() {
	shapes()
	sum := 0
	for n := 0; n < 4; {
		spend(50)
		runtime.GC()
		select {
		case id := <-done:
			sum += id
			n++
		default:
			runtime.Gosched()
		}
	}
	println(sum)
	o := &object{id: 9}
	n := new(int)
	use := func(int) {}
	try("nil", func() { runtime.AddCleanup((*object)(nil), use, 1) })
	try("equal", func() { runtime.AddCleanup(o, func(*object) {}, o) })
	try("within", func() { runtime.AddCleanup(o, func(*int) {}, &o.pad[3]) })
	try("closure", func() { runtime.AddCleanup(o, func(int) { println(o.id) }, 1) })
	p := o
	try("closure copy", func() { runtime.AddCleanup(p, func(int) { println(p.id) }, 1) })
	try("fine", func() { runtime.AddCleanup(o, func(m *int) { *m = 1 }, n) })
	runtime.KeepAlive(o)
	runtime.KeepAlive(n)
}
