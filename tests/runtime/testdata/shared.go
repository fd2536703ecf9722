// What goroutines do at the same time: assertions to interfaces that nobody has asked for before, and weak pointers to
// live objects while the collector sweeps.
package main

import (
	"runtime"
	"weak"
)

type one struct{ n int }
type two struct{ n int }
type three [1]int

func (x one) A() int    { return x.n }
func (x one) B() int    { return x.n + 1 }
func (x two) A() int    { return x.n + 2 }
func (x *three) B() int { return x[0] + 3 }

type (
	hasA    interface{ A() int }
	hasB    interface{ B() int }
	hasBoth interface {
		hasA
		hasB
	}
)

//go:noinline
func ask(x any) int {
	sum := 0
	if a, ok := x.(hasA); ok {
		sum += a.A()
	}
	if b, ok := x.(hasB); ok {
		sum += b.B()
	}
	if _, ok := x.(hasBoth); ok {
		sum += 100
	}
	return sum
}

func assertions() int {
	results := make(chan int)
	for i := range 16 {
		go func() {
			sum := 0
			for range 100 {
				sum += ask(one{i}) + ask(two{i}) + ask(&three{i}) + ask(i)
			}
			results <- sum
		}()
	}
	sum := 0
	for range 16 {
		sum += <-results
	}
	return sum
}

type object struct{ words [4]int }

// weakPointers counts how often the object of a weak pointer was not found though it lived.
func weakPointers() int {
	const watchers, objects = 4, 200
	var stop [watchers]chan bool
	lost := make(chan int)
	for i := range watchers {
		stop[i] = make(chan bool)
		go func() {
			var live [objects]*object
			var weaks [objects]weak.Pointer[object]
			for j := range live {
				live[j] = &object{}
				weaks[j] = weak.Make(live[j])
			}
			count := 0
			for done := false; !done; {
				for j := range live {
					if weaks[j].Value() != live[j] {
						count++
					}
				}
				select {
				case <-stop[i]:
					done = true
				default:
				}
			}
			lost <- count
		}()
	}
	for range 50 {
		runtime.GC()
	}
	sum := 0
	for i := range watchers {
		stop[i] <- true
		sum += <-lost
	}
	return sum
}

func main() {
	println(assertions())
	println(weakPointers())
}
