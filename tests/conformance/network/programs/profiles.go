// Profiles of runtime/pprof: what they hold, and files for `go tool pprof`.
package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
	"runtime/trace"
	"strings"
	"sync"
	"time"
)

var sink int

//go:noinline
func spin(d time.Duration) {
	for end := time.Now().Add(d); time.Now().Before(end); {
		for i := range 100000 {
			sink += inner(i)
		}
	}
}

func inner(i int) int { return outer(i) * 3 }

func outer(i int) int { return i ^ i>>3 }

func hasLines(name, text string, wanted ...string) {
	for _, w := range wanted {
		fmt.Println(name, w, strings.Contains(text, w))
	}
}

func lookup(name string, debug int) string {
	var b bytes.Buffer
	if err := pprof.Lookup(name).WriteTo(&b, debug); err != nil {
		fmt.Println(name, err)
	}
	return b.String()
}

type T struct{ mu sync.Mutex }

func (t *T) contend(wg *sync.WaitGroup) {
	for range 3 {
		t.mu.Lock()
		time.Sleep(2 * time.Millisecond)
		t.mu.Unlock()
	}
	wg.Done()
}

func waiter(c chan int) { <-c }

func main() {
	runtime.SetBlockProfileRate(1)
	fmt.Println(runtime.SetMutexProfileFraction(1), runtime.SetMutexProfileFraction(-1))
	f, _ := os.Create("cpu.pprof")
	fmt.Println(pprof.StartCPUProfile(f))
	fmt.Println(pprof.StartCPUProfile(f))
	var wg sync.WaitGroup
	for i := range 2 {
		wg.Go(func() {
			pprof.Do(context.Background(), pprof.Labels("worker", fmt.Sprint(i)), func(context.Context) { spin(time.Second) })
		})
	}
	wg.Wait()
	pprof.StopCPUProfile()
	f.Close()
	c := make(chan int)
	go waiter(c)
	go pprof.Do(context.Background(), pprof.Labels("kind", "blocked"), func(context.Context) { waiter(c) })
	time.Sleep(10 * time.Millisecond)
	g := lookup("goroutine", 1)
	hasLines("goroutine", g, "goroutine profile: total 3", "main.waiter+", `# labels: {"kind":"blocked"}`, "main.main+", "main.go:")
	g = lookup("goroutine", 2)
	hasLines("goroutine", g, "goroutine 1 [running]:", "[chan receive]:", "main.waiter(")
	close(c)
	t := new(T)
	wg.Add(3)
	for range 3 {
		go func() { t.contend(&wg) }()
	}
	wg.Wait()
	m := lookup("mutex", 1)
	hasLines("mutex", m, "--- mutex:", "cycles/second=", "sampling period=1", "sync.(*Mutex).Unlock+", "main.(*T).contend+")
	b := lookup("block", 1)
	hasLines("block", b, "--- contention:", "sync.(*Mutex).Lock+", "main.(*T).contend+", "runtime.chanrecv1+", "main.waiter+", "sync.(*WaitGroup).Wait+")
	tc := lookup("threadcreate", 1)
	hasLines("threadcreate", tc, "threadcreate profile: total ")
	for _, name := range []string{"mutex", "block", "goroutine", "threadcreate"} {
		os.WriteFile(name+".pprof", []byte(lookup(name, 0)), 0o644)
	}
	fmt.Println(trace.IsEnabled())
	for _, p := range pprof.Profiles() {
		fmt.Print(p.Name(), " ")
	}
	fmt.Println()
}
