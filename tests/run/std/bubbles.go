// Bubbles of testing/synctest: the clock, what waits durably, timers, contexts, condition variables, coroutines. The
// functions are reached by their link names, so that package testing need not be compiled.
package main

import (
	"context"
	"fmt"
	"iter"
	"sync"
	"time"
	_ "unsafe" // for go:linkname
)

//go:linkname run internal/synctest.Run
func run(f func())

//go:linkname wait internal/synctest.Wait
func wait()

//go:linkname isInBubble internal/synctest.IsInBubble
func isInBubble() bool

func clock() {
	start := time.Now()
	fmt.Println(start.UTC(), start)
	time.Sleep(3 * time.Hour)
	fmt.Println(time.Since(start))
	var order []int
	for i := range 5 {
		go func() {
			time.Sleep(time.Duration(5-i) * time.Second)
			order = append(order, i)
		}()
	}
	wait()
	fmt.Println(order)
	time.Sleep(10 * time.Second)
	wait()
	fmt.Println(order, time.Since(start))
}

func timers() {
	start := time.Now()
	fired := 0
	time.AfterFunc(time.Minute, func() { fired++ })
	stopped := time.AfterFunc(30*time.Second, func() { fired += 100 })
	tick := time.NewTicker(7 * time.Second)
	for range 3 {
		fmt.Println((<-tick.C).Sub(start))
	}
	fmt.Println(stopped.Stop())
	tick.Reset(time.Second)
	fmt.Println((<-tick.C).Sub(start))
	tick.Stop()
	timer := time.NewTimer(time.Second)
	select {
	case <-timer.C:
		fmt.Println("timer", time.Since(start))
	case <-time.After(2 * time.Second):
		fmt.Println("after")
	}
	fmt.Println(timer.Reset(0))
	fmt.Println((<-timer.C).Sub(start))
	time.Sleep(time.Minute)
	wait()
	fmt.Println(fired, time.Since(start))
}

func deadline() {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	time.Sleep(5*time.Second - time.Nanosecond)
	wait()
	fmt.Println(ctx.Err())
	time.Sleep(time.Nanosecond)
	wait()
	fmt.Println(ctx.Err())
}

func waiting() {
	var mu sync.Mutex
	cond := sync.NewCond(&mu)
	var wg sync.WaitGroup
	ready := false
	woken := 0
	for range 4 {
		wg.Go(func() {
			mu.Lock()
			for !ready {
				cond.Wait()
			}
			woken++
			mu.Unlock()
		})
	}
	wait()
	fmt.Println("all wait", woken)
	mu.Lock()
	ready = true
	cond.Broadcast()
	mu.Unlock()
	wg.Wait()
	fmt.Println("woken", woken)
	c := make(chan int)
	done := make(chan bool)
	go func() {
		defer close(done)
		for v := range c {
			fmt.Println("received", v)
		}
	}()
	for i := range 3 {
		c <- i
		wait()
	}
	close(c)
	<-done
	var nothing chan int
	select {
	case <-nothing:
	case <-time.After(time.Hour):
		fmt.Println("an hour later")
	}
}

func coroutines() {
	next, stop := iter.Pull(func(yield func(int) bool) {
		for i := 0; ; i++ {
			time.Sleep(time.Second)
			if !yield(i) {
				return
			}
		}
	})
	start := time.Now()
	for range 3 {
		v, ok := next()
		fmt.Println(v, ok, time.Since(start))
	}
	stop()
}

func mutex() {
	// Waiting for a mutex is not durable: who holds it sleeps, and the clock goes on only as it does.
	var mu sync.Mutex
	mu.Lock()
	start := time.Now()
	go func() {
		time.Sleep(time.Second)
		mu.Unlock()
	}()
	time.Sleep(2 * time.Second)
	mu.Lock()
	fmt.Println(time.Since(start))
}

func deadlock() {
	defer func() { fmt.Println("recovered:", recover(), isInBubble()) }()
	run(func() {
		fmt.Println(isInBubble())
		go func() { <-make(chan int) }()
	})
}

func stuck() {
	defer func() { fmt.Println("recovered:", recover()) }()
	run(func() { select {} })
}

func nested() {
	defer func() { fmt.Println("recovered:", recover()) }()
	run(func() {})
}

func many() {
	var wg sync.WaitGroup
	var mu sync.Mutex
	sum := time.Duration(0)
	start := time.Now()
	for i := range 1000 {
		wg.Go(func() {
			for range 10 {
				time.Sleep(time.Duration(i%17+1) * time.Millisecond)
			}
			mu.Lock()
			sum += time.Since(start)
			mu.Unlock()
		})
	}
	wg.Wait()
	fmt.Println(sum, time.Since(start))
}

// outside uses what belongs to a bubble without being in one.
func outside() {
	var inside chan int
	run(func() { inside = make(chan int, 1) })
	inside <- 1
}

func main() {
	for _, f := range []func(){clock, timers, deadline, waiting, coroutines, mutex, nested, many} {
		run(f)
	}
	deadlock()
	stuck()
	outside()
}
