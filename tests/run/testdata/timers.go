// Sleeping, timers and tickers, and what Stop and Reset promise.
//
// Nothing depends on how fast the machine is: who wakes late may find others awake already.
package main

import (
	"sync"
	"time"
)

const tick = 10 * time.Millisecond

func main() {
	start := time.Now()
	var wg sync.WaitGroup
	slept := make(chan bool, 5)
	for i := range 5 {
		wg.Go(func() {
			length := time.Duration(5-i) * tick
			time.Sleep(length)
			slept <- time.Since(start) >= length
		})
	}
	wg.Wait()
	for range 5 {
		print(<-slept, " ")
	}
	println(time.Since(start) >= 5*tick)

	t := time.NewTimer(time.Hour)
	println(t.Stop(), t.Stop(), t.Reset(tick))
	<-t.C
	println(t.Stop(), len(t.C), cap(t.C))
	t.Reset(tick / 10)
	time.Sleep(2 * tick)
	t.Reset(time.Hour)
	select {
	case <-t.C:
		println("stale")
	default:
		println("nothing stale")
	}
	t.Stop()

	ticker := time.NewTicker(tick)
	n := 0
	for range ticker.C {
		if n++; n == 3 {
			ticker.Stop()
			break
		}
	}
	ticker.Reset(tick)
	<-ticker.C
	ticker.Stop()
	println(n)

	fired := make(chan string)
	f := time.AfterFunc(tick, func() { fired <- "fired" })
	println(<-fired, f.Stop(), f.Reset(tick))
	println(<-fired)

	select {
	case <-make(chan int):
	case <-time.After(tick):
		println("timeout")
	}
	timers := make([]*time.Timer, 1000)
	count := make(chan int, 1000)
	for i := range timers {
		delay := time.Duration(i%50) * time.Millisecond / 2
		if i%2 == 0 {
			delay += time.Hour
		}
		timers[i] = time.AfterFunc(delay, func() { count <- i })
	}
	stopped := 0
	for i := 0; i < 1000; i += 2 {
		if timers[i].Stop() {
			stopped++
		}
	}
	sum := 0
	for range 1000 - stopped {
		sum += <-count
	}
	println(stopped, sum)
}
