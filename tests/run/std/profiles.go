// Profiles as package runtime gives them: goroutines, waiting, locks, threads, processor time.
//
// gc needs these packages, which we do not: runtime/pprof
package main

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
	"time"
	"unsafe"
)

//go:linkname readProfile runtime/pprof.readProfile
func readProfile() (data []uint64, tags []unsafe.Pointer, eof bool)

// names gives the functions of a stack that belong to this program or to package sync, the innermost first.
func names(stack []uintptr) string {
	var found []string
	for frames := runtime.CallersFrames(stack); ; {
		frame, more := frames.Next()
		if strings.HasPrefix(frame.Function, "main.") || strings.HasPrefix(frame.Function, "sync.") {
			found = append(found, frame.Function)
		}
		if !more {
			return strings.Join(found, " ")
		}
	}
}

func waiter(c chan int) { <-c }

func goroutines() {
	c := make(chan int)
	for range 3 {
		go waiter(c)
	}
	count := map[string]int{}
	for count["main.waiter"] != 3 {
		runtime.Gosched()
		clear(count)
		records := make([]runtime.StackRecord, 20)
		n, ok := runtime.GoroutineProfile(records)
		if !ok || n != 4 || runtime.NumGoroutine() != 4 {
			fmt.Println("wrong number of goroutines", n, ok)
		}
		for _, record := range records[:n] {
			count[names(record.Stack())]++
		}
	}
	fmt.Println(count)
	n, ok := runtime.GoroutineProfile(nil)
	fmt.Println(n, ok)
	close(c)
}

type account struct {
	mu sync.Mutex
}

func (a *account) hold(held chan bool) {
	a.mu.Lock()
	held <- true
	time.Sleep(10 * time.Millisecond)
	a.mu.Unlock()
}

func (a *account) want() {
	a.mu.Lock()
	a.mu.Unlock()
}

// contend waits in each way once, if nothing is late.
func contend() {
	a, held := new(account), make(chan bool)
	go func() { a.hold(held) }()
	<-held
	a.want()
	var wg sync.WaitGroup
	wg.Go(func() { time.Sleep(time.Millisecond) })
	wg.Wait()
	select {
	case <-time.After(time.Millisecond):
	case <-held:
	}
}

func contention() {
	runtime.SetBlockProfileRate(1)
	fmt.Println(runtime.SetMutexProfileFraction(1), runtime.SetMutexProfileFraction(-1))
	var waits, locks map[string]bool
	for len(waits) < 3 || len(locks) < 1 {
		contend()
		waits, locks = through(runtime.BlockProfile, "main.contend"), through(runtime.MutexProfile, "main.(*account).hold")
	}
	runtime.SetBlockProfileRate(0)
	fmt.Println(runtime.SetMutexProfileFraction(0))
	fmt.Println(waits)
	fmt.Println(locks)
}

// through gives the places in a profile that go through a function.
func through(profile func([]runtime.BlockProfileRecord) (int, bool), function string) map[string]bool {
	records := make([]runtime.BlockProfileRecord, 1000)
	n, _ := profile(records)
	found := map[string]bool{}
	for _, record := range records[:n] {
		stack := names(record.Stack())
		isOther := strings.Contains(stack, ".func") && !strings.Contains(stack, "Unlock")
		if strings.Contains(stack, function) && !isOther {
			found[stack] = record.Count > 0 && record.Cycles > 0
		}
	}
	return found
}

var sum int

//go:noinline
func spin() {
	for i := range 300_000_000 {
		sum += i ^ sum>>3
	}
}

func processorTime() {
	runtime.SetCPUProfileRate(500)
	spin()
	runtime.SetCPUProfileRate(0)
	data, tags, eof := readProfile()
	fmt.Println(data[0], data[2], eof)
	data, tags = data[data[0]:], tags[1:]
	samples, spinning := 0, 0
	for {
		for len(data) > 0 {
			var stack []uintptr
			for _, word := range data[3:data[0]] {
				stack = append(stack, uintptr(word))
			}
			samples += int(data[2])
			if strings.Contains(names(stack), "main.spin main.processorTime main.main") {
				spinning += int(data[2])
			}
			data, tags = data[data[0]:], tags[1:]
		}
		if data, tags, eof = readProfile(); eof {
			break
		}
	}
	fmt.Println(samples > 0, spinning*4 > samples*3, len(data), len(tags))
}

func main() {
	goroutines()
	contention()
	processorTime()
	n, ok := runtime.ThreadCreateProfile(make([]runtime.StackRecord, 100))
	fmt.Println(n > 0, ok)
}
