// Sleeping, timers and tickers: order, and what Stop and Reset promise.
package main

import (
	"sync"
	"time"
)

const tick = 10 * time.Millisecond

func main() {
	start := time.Now()
	var wg sync.WaitGroup
	order := make(chan int, 5)
	for i := range 5 {
		wg.Go(func() {
			time.Sleep(time.Duration(5-i) * 4 * tick)
			order <- i
		})
	}
	wg.Wait()
	for range 5 {
		print(<-order, " ")
	}
	println(time.Since(start) >= 20*tick)

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
		timers[i] = time.AfterFunc(time.Duration(i%50)*time.Millisecond/2+5*tick, func() { count <- i })
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
