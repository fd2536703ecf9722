// Clocks: they go on, agree with the kernel's files, and may be read by all goroutines while the world is stopped often.
package main

import (
	"runtime"
	"sync"
	"syscall"
	"time"
)

func main() {
	var tv syscall.Timeval
	if err := syscall.Gettimeofday(&tv); err != nil {
		panic(err)
	}
	apart := time.Now().Unix() - tv.Sec
	println(apart >= 0, apart <= 60)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			last := time.Now()
			for range 20000 {
				now := time.Now()
				if now.Before(last) {
					println("a clock went back")
				}
				last = now
			}
		})
	}
	for range 50 {
		runtime.GC()
	}
	group.Wait()
	start := time.Now()
	time.Sleep(20 * time.Millisecond)
	println(time.Since(start) >= 20*time.Millisecond, time.Since(start) < time.Minute)
}
