// Packages sync, sync/atomic, context, time, regexp.
package main

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"sync"
	"sync/atomic"
	"time"
)

func workers() {
	var wg sync.WaitGroup
	var mu sync.Mutex
	var hits atomic.Int64
	seen := map[int]bool{}
	jobs := make(chan int)
	for range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for j := range jobs {
				mu.Lock()
				seen[j] = true
				mu.Unlock()
				hits.Add(int64(j))
			}
		}()
	}
	for i := range 100 {
		jobs <- i
	}
	close(jobs)
	wg.Wait()
	fmt.Println(len(seen), hits.Load())
}

func onceAndPool() {
	var once sync.Once
	for range 3 {
		once.Do(func() { fmt.Print("once ") })
	}
	value := sync.OnceValue(func() int { fmt.Print("computed "); return 42 })
	fmt.Println(value(), value())
	pool := sync.Pool{New: func() any { return new([16]byte) }}
	buffer := pool.Get().(*[16]byte)
	pool.Put(buffer)
	var m sync.Map
	m.Store("a", 1)
	actual, loaded := m.LoadOrStore("a", 2)
	_, missing := m.Load("b")
	fmt.Println(len(buffer), actual, loaded, missing)
	var rw sync.RWMutex
	rw.RLock()
	fmt.Println(rw.TryLock(), rw.TryRLock())
}

func contexts() {
	ctx, cancel := context.WithTimeout(context.WithValue(context.Background(), "k", "v"), 5*time.Millisecond)
	defer cancel()
	select {
	case <-ctx.Done():
		fmt.Println(ctx.Err(), ctx.Value("k"), errors.Is(ctx.Err(), context.DeadlineExceeded))
	case <-time.After(10 * time.Second):
		fmt.Println("too late")
	}
	cause := errors.New("because")
	inner, stop := context.WithCancelCause(context.Background())
	stop(cause)
	<-inner.Done()
	fmt.Println(inner.Err(), context.Cause(inner), inner)
}

func times() {
	start := time.Now()
	time.Sleep(2 * time.Millisecond)
	fmt.Println(time.Since(start) >= 2*time.Millisecond, time.Duration(3723*1e9), 1500*time.Microsecond)
	t := time.Date(2024, time.February, 29, 13, 4, 5, 6000, time.UTC)
	fmt.Println(t, t.Weekday(), t.YearDay(), t.Add(24*time.Hour).Format(time.RFC1123), t.Unix())
	parsed, err := time.Parse(time.RFC3339Nano, "2006-01-02T15:04:05.999999999+07:00")
	fmt.Println(parsed, err, parsed.UTC().Truncate(time.Hour).Format("Jan _2 06 03:04PM"))
	_, err = time.Parse("2006-01-02", "2024-13-01")
	fmt.Println(err)
	ticker := time.NewTicker(time.Millisecond)
	for i := range 3 {
		<-ticker.C
		fmt.Print(i)
	}
	ticker.Stop()
	done := make(chan bool)
	time.AfterFunc(time.Millisecond, func() { close(done) })
	<-done
	fmt.Println()
}

func expressions() {
	re := regexp.MustCompile(`(?P<key>\w+)=(?P<value>[^;]*);?`)
	text := "alpha=1;beta=two words;gamma="
	for _, m := range re.FindAllStringSubmatch(text, -1) {
		fmt.Printf("%q ", m[1:])
	}
	fmt.Println(re.ReplaceAllString(text, "${value}<-$key "), re.SubexpNames(), re.NumSubexp())
	fmt.Println(regexp.MustCompile(`a+?b*`).FindStringIndex("xaabb"), regexp.QuoteMeta("a.b*c"))
	_, err := regexp.Compile(`a(b`)
	fmt.Println(err, regexp.MustCompile(`^\d{3}-\d{4}$`).MatchString("555-1234"))
}

func main() {
	workers()
	onceAndPool()
	contexts()
	times()
	expressions()
}
