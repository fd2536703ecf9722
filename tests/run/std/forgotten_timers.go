// Timers whose channels nobody waits at: they run when somebody looks, are collected when they are forgotten, and do not
// keep a program alive in which all goroutines wait for something else.
package main

import (
	"runtime"
	"time"
)

func heap() uint64 {
	var stats runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}

func main() {
	timer := time.NewTimer(time.Millisecond)
	ticker := time.NewTicker(time.Millisecond)
	time.Sleep(10 * time.Millisecond)
	select {
	case at := <-timer.C:
		println("late by a while:", time.Since(at) >= 9*time.Millisecond)
	default:
		println("the timer has not run")
	}
	<-ticker.C
	ticker.Stop()
	println(timer.Stop(), timer.Reset(time.Hour), timer.Reset(time.Millisecond), len(timer.C), cap(timer.C))
	time.Sleep(5 * time.Millisecond)
	println(timer.Stop(), timer.Stop())
	timer.Reset(time.Millisecond)
	time.Sleep(5 * time.Millisecond)
	timer.Reset(time.Hour)
	select {
	case <-timer.C:
		println("the time of before")
	default:
		println("nothing of before")
	}

	before := heap()
	for range 20_000 {
		select {
		case <-time.After(time.Hour):
		default:
		}
		time.NewTicker(time.Minute)
	}
	println("collected:", int64(heap()-before) < 1<<20)
	var never chan int
	<-never
}
