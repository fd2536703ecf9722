// Goroutines that are nearly always in the runtime when the world is to be stopped: they are stopped when they return
// from it, whatever they return, panic or recover through.
package main

import (
	"iter"
	"runtime"
	"sync"
	"sync/atomic"
)

type shape interface{ area() float64 }

type square struct{ side float64 }

func (s square) area() float64 { return s.side * s.side }

type pair struct {
	text  string
	count int
	next  *pair
}

var (
	table  = map[int]*pair{}
	names  = map[string]float64{}
	keeper atomic.Pointer[pair]
	failed atomic.Int32
)

func check(ok bool) {
	if !ok {
		failed.Add(1)
	}
}

func lookUp(n int) {
	for i := range n {
		p, ok := table[i%100]
		check(ok && p.count == i%100)
		check(names["half"] == 0.5)
		_, missing := names["none"]
		check(!missing)
	}
}

func allocate(n int) {
	for i := range n {
		keeper.Store(&pair{count: i, next: &pair{text: "next"}})
		if p := keeper.Load(); p != nil {
			check(p.next.text == "next")
		}
	}
}

func join(n int) {
	text := ""
	for i := range n {
		if i%50 == 0 {
			text = ""
		}
		text += string(rune('a' + i%26))
		check(len(text) == i%50+1)
	}
}

func fail(i int) (result int) {
	defer func() {
		if r := recover(); r != nil {
			result = r.(int) + 1
		}
	}()
	m := map[int]int{i: i}
	if m[i] == i {
		panic(i)
	}
	return 0
}

func convert(n int) {
	for i := range n {
		var s any = square{float64(i)}
		area := s.(shape).area()
		check(area == float64(i)*float64(i))
		check(fail(i) == i+1)
	}
}

func pull(n int) {
	for range n {
		next, stop := iter.Pull2(func(yield func(int, string) bool) {
			for i := range 10 {
				if !yield(i, string(rune('0'+i))) {
					return
				}
			}
		})
		for i := range 10 {
			at, text, ok := next()
			check(ok && at == i && text == string(rune('0'+i)))
		}
		stop()
	}
}

func main() {
	for i := range 100 {
		table[i] = &pair{count: i}
	}
	names["half"] = 0.5
	stop := make(chan bool)
	var running sync.WaitGroup
	var rounds [5]atomic.Int64
	for i, work := range []func(int){lookUp, allocate, join, convert, pull} {
		running.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					work(100)
					rounds[i].Add(1)
				}
			}
		})
	}
	for range 300 {
		runtime.GC()
	}
	for i := range rounds {
		for rounds[i].Load() == 0 {
			runtime.Gosched()
		}
	}
	close(stop)
	running.Wait()
	println("failed:", failed.Load())
}
