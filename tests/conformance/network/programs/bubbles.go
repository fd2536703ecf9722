// Bubbles of testing/synctest: the clock, what waits durably, timers, contexts, condition variables, coroutines.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net"
	"os"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func clock(t *testing.T) {
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
	synctest.Wait()
	fmt.Println(order)
	time.Sleep(10 * time.Second)
	synctest.Wait()
	fmt.Println(order, time.Since(start))
}

func timers(t *testing.T) {
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
	synctest.Wait()
	fmt.Println(fired, time.Since(start))
}

func deadline(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	time.Sleep(5*time.Second - time.Nanosecond)
	synctest.Wait()
	fmt.Println(ctx.Err())
	time.Sleep(time.Nanosecond)
	synctest.Wait()
	fmt.Println(ctx.Err())
}

func waiting(t *testing.T) {
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
	synctest.Wait()
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
		synctest.Wait()
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

func coroutines(t *testing.T) {
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

func connection(t *testing.T) {
	a, b := net.Pipe()
	a.SetReadDeadline(time.Now().Add(3 * time.Second))
	start := time.Now()
	_, err := a.Read(make([]byte, 1))
	fmt.Println(errors.Is(err, os.ErrDeadlineExceeded), time.Since(start))
	a.SetReadDeadline(time.Time{})
	go func() {
		time.Sleep(time.Second)
		io.WriteString(b, "hello")
		b.Close()
	}()
	text, err := io.ReadAll(a)
	fmt.Println(string(text), err, time.Since(start))
}

func mutex(t *testing.T) {
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

func deadlock(t *testing.T) {
	defer func() { fmt.Println("recovered:", recover()) }()
	synctest.Test(t, func(t *testing.T) {
		go func() { <-make(chan int) }()
	})
}

func nested(t *testing.T) {
	defer func() { fmt.Println("recovered:", recover()) }()
	synctest.Test(t, func(*testing.T) {})
}

func many(t *testing.T) {
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

func main() {
	bubbled := func(f func(*testing.T)) func(*testing.T) {
		return func(t *testing.T) { synctest.Test(t, f) }
	}
	tests := []testing.InternalTest{
		{"clock", bubbled(clock)}, {"timers", bubbled(timers)}, {"deadline", bubbled(deadline)},
		{"waiting", bubbled(waiting)}, {"coroutines", bubbled(coroutines)}, {"connection", bubbled(connection)},
		{"mutex", bubbled(mutex)}, {"nested", bubbled(nested)}, {"many", bubbled(many)}, {"deadlock", deadlock},
	}
	testing.Main(func(_, _ string) (bool, error) { return true, nil }, tests, nil, nil)
}
