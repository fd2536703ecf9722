// Goroutines that nobody can wake any more, as the profile goroutineleak finds them, and such that somebody can.
package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"regexp"
	"runtime"
	"runtime/pprof"
	"slices"
	"strings"
	"sync"
	"time"
)

type queue struct {
	mu    sync.Mutex
	cond  *sync.Cond
	group sync.WaitGroup
	items chan int
	done  chan struct{}
	next  *queue
}

var (
	kept   = make(chan int) // somebody may send to it
	shared = &queue{items: make(chan int)}
	sink   int
)

func newQueue() *queue {
	q := &queue{items: make(chan int), done: make(chan struct{})}
	q.cond = sync.NewCond(&q.mu)
	return q
}

func receiver(q *queue) { sink += <-q.items }

func sender(q *queue) { q.items <- 1 }

func selecting(q *queue) {
	select {
	case q.items <- 1:
	case <-q.done:
	}
}

func locker(q *queue) {
	q.mu.Lock()
	q.mu.Lock()
}

func grouped(q *queue) {
	q.group.Add(1)
	q.group.Wait()
}

func condition(q *queue) {
	q.mu.Lock()
	q.cond.Wait()
}

func nilReceiver(*queue) { <-(chan int)(nil) }

func nothing(*queue) { select {} }

func ranging(q *queue) {
	for i := range q.items {
		sink += i
	}
}

// holder leaks, and with it who waits for what only it knows.
func holder(q *queue) {
	inner := newQueue()
	go receiver(inner)
	<-q.done
	inner.items <- 1
}

func keptReceiver(*queue) { sink += <-kept }

func sharedSender(*queue) { shared.items <- 1 }

func sleeping(q *queue) {
	time.Sleep(time.Hour)
	close(q.done)
}

func timed(q *queue) {
	select {
	case <-q.done:
	case <-time.After(time.Hour):
	}
}

func helped(q *queue) {
	go sleeping(q)
	<-q.done
}

func ticking(*queue) {
	for range time.NewTicker(time.Hour).C {
	}
}

//go:noinline
func start(f func(*queue)) { go f(newQueue()) }

//go:noinline
func overwrite(n int) (sum int) {
	var words [200]int
	for i := range words {
		words[i] = i * n
	}
	if n > 0 {
		sum = overwrite(n - 1)
	}
	return sum + words[n%len(words)]
}

var function = regexp.MustCompile(`#\s+0x[0-9a-f]+\s+(main\.[^+]+)\+`)

func leaked() (names []string, count int) {
	var b bytes.Buffer
	if err := pprof.Lookup("goroutineleak").WriteTo(&b, 1); err != nil {
		fmt.Println(err)
	}
	fmt.Sscanf(b.String(), "goroutineleak profile: total %d", &count)
	for record := range strings.SplitSeq(b.String(), "\n\n") {
		if found := function.FindStringSubmatch(record); found != nil {
			names = append(names, found[1])
		}
	}
	slices.Sort(names)
	return names, count
}

func main() {
	for _, f := range []func(*queue){
		receiver, sender, selecting, locker, grouped, condition, nilReceiver, nothing, ranging, holder,
		keptReceiver, sharedSender, sleeping, timed, helped, ticking,
	} {
		start(f)
	}
	start(func(q *queue) {
		pprof.Do(context.Background(), pprof.Labels("kind", "labelled", "a key", "quoted \"ü\" \n"), func(context.Context) { <-q.items })
	})
	time.Sleep(50 * time.Millisecond)
	sink += overwrite(100)
	names, count := leaked()
	fmt.Println(count, len(names), names)
	var text bytes.Buffer
	fmt.Println(pprof.Lookup("goroutineleak").WriteTo(&text, 2))
	states := map[string]int{}
	for line := range strings.Lines(text.String()) {
		if _, state, ok := strings.Cut(line, " ["); ok && strings.HasPrefix(line, "goroutine ") {
			states[strings.TrimSpace(state)]++
		}
	}
	fmt.Println(states)
	// They go on after the search as if nothing had been.
	shared.next = newQueue()
	<-shared.items
	kept <- 7
	for range 5 {
		runtime.GC()
	}
	names, count = leaked()
	fmt.Println(count, slices.Contains(names, "main.keptReceiver"), runtime.NumGoroutine())
	for range 1000 {
		start(receiver)
	}
	time.Sleep(50 * time.Millisecond)
	sink += overwrite(100)
	_, count = leaked()
	fmt.Println(count > 1000) // the stack of this goroutine may still hold the last queue
	file, err := os.Create("leaks.pprof")
	fmt.Println(err, pprof.Lookup("goroutineleak").WriteTo(file, 0))
}
