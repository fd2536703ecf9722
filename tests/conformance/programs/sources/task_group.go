// Structured concurrency: a group of tasks with a limit, the first error and its cause, panics that travel to Wait; calls
// that are made once for many callers, a barrier with sync.Cond, pools, counters by sync.Map, and lazily made values.
package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// Group runs tasks together.
type Group struct {
	ctx    context.Context
	cancel context.CancelCauseFunc
	wait   sync.WaitGroup
	tokens chan struct{}
	once   sync.Once
	err    error
	panics atomic.Pointer[PanicError]
}

// PanicError carries a panic from one goroutine to another.
type PanicError struct{ Value any }

func (p *PanicError) Error() string { return fmt.Sprintf("task panicked: %v", p.Value) }

func (p *PanicError) Unwrap() error {
	err, _ := p.Value.(error)
	return err
}

func newGroup(ctx context.Context, limit int) *Group {
	g := &Group{tokens: make(chan struct{}, limit)}
	g.ctx, g.cancel = context.WithCancelCause(ctx)
	return g
}

// Go runs a task as soon as the limit allows.
func (g *Group) Go(task func(context.Context) error) {
	g.tokens <- struct{}{}
	g.wait.Add(1)
	go func() {
		finished := false
		defer func() {
			if !finished {
				if r := recover(); r != nil {
					g.panics.CompareAndSwap(nil, &PanicError{r})
					g.fail(errors.New("panic"))
				} else {
					g.fail(errors.New("task called Goexit"))
				}
			}
			<-g.tokens
			g.wait.Done()
		}()
		err := task(g.ctx)
		finished = true
		if err != nil {
			g.fail(err)
		}
	}()
}

func (g *Group) fail(err error) {
	g.once.Do(func() {
		g.err = err
		g.cancel(err)
	})
}

// Wait waits for all tasks; it panics if one of them did.
func (g *Group) Wait() error {
	g.wait.Wait()
	g.cancel(nil)
	if p := g.panics.Load(); p != nil {
		panic(p)
	}
	return g.err
}

// Flight makes a call once for all who ask at the same time.
type Flight[K comparable, V any] struct {
	mu    sync.Mutex
	calls map[K]*call[V]
	joins atomic.Int32
}

type call[V any] struct {
	done  chan struct{}
	value V
	err   error
}

func (f *Flight[K, V]) Do(key K, fetch func() (V, error)) (V, error, bool) {
	f.mu.Lock()
	if c, ok := f.calls[key]; ok {
		f.mu.Unlock()
		f.joins.Add(1)
		<-c.done
		return c.value, c.err, true
	}
	c := &call[V]{done: make(chan struct{})}
	if f.calls == nil {
		f.calls = map[K]*call[V]{}
	}
	f.calls[key] = c
	f.mu.Unlock()
	defer func() {
		f.mu.Lock()
		delete(f.calls, key)
		f.mu.Unlock()
		close(c.done)
	}()
	c.value, c.err = fetch()
	return c.value, c.err, false
}

// Barrier lets nobody through until all have come.
type Barrier struct {
	mu              sync.Mutex
	arrived         *sync.Cond
	size, here, age int
}

func newBarrier(size int) *Barrier {
	b := &Barrier{size: size}
	b.arrived = sync.NewCond(&b.mu)
	return b
}

func (b *Barrier) Wait() (last bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	age := b.age
	if b.here++; b.here == b.size {
		b.here = 0
		b.age++
		b.arrived.Broadcast()
		return true
	}
	for age == b.age {
		b.arrived.Wait()
	}
	return false
}

func sums() {
	g := newGroup(context.Background(), 3)
	var total atomic.Int64
	var running, most atomic.Int32
	for i := range 40 {
		g.Go(func(context.Context) error {
			now := running.Add(1)
			defer running.Add(-1)
			for old := most.Load(); now > old && !most.CompareAndSwap(old, now); old = most.Load() {
			}
			total.Add(int64(i * i))
			runtime.Gosched()
			return nil
		})
	}
	fmt.Println(g.Wait(), total.Load(), most.Load() <= 3, g.ctx.Err())
}

func failing() {
	bad := errors.New("bad block")
	g := newGroup(context.Background(), 8)
	var cancelled atomic.Int32
	for i := range 8 {
		g.Go(func(ctx context.Context) error {
			if i == 5 {
				return fmt.Errorf("task %d: %w", i, bad)
			}
			<-ctx.Done()
			if errors.Is(context.Cause(ctx), bad) && errors.Is(ctx.Err(), context.Canceled) {
				cancelled.Add(1)
			}
			return ctx.Err()
		})
	}
	err := g.Wait()
	fmt.Println(err, errors.Is(err, bad), cancelled.Load())

	g = newGroup(context.Background(), 1)
	g.Go(func(context.Context) error { runtime.Goexit(); return nil })
	fmt.Println(g.Wait())
}

func panicking(value any) (err error) {
	defer func() {
		if p, ok := recover().(*PanicError); ok {
			err = p
		}
	}()
	g := newGroup(context.Background(), 4)
	for i := range 4 {
		g.Go(func(ctx context.Context) error {
			if i == 2 {
				panic(value)
			}
			<-ctx.Done()
			return nil
		})
	}
	return g.Wait()
}

func flights() {
	var flight Flight[string, int]
	var made atomic.Int32
	const callers = 10
	g := newGroup(context.Background(), callers)
	results := make([]int, callers)
	var shared atomic.Int32
	for i := range callers {
		g.Go(func(context.Context) error {
			v, err, joined := flight.Do("answer", func() (int, error) {
				made.Add(1)
				for flight.joins.Load() < callers-1 {
					runtime.Gosched() // until all others have joined
				}
				return 42, nil
			})
			results[i] = v
			if joined {
				shared.Add(1)
			}
			return err
		})
	}
	fmt.Println(g.Wait(), made.Load(), shared.Load(), results, len(flight.calls))
}

func barriers() {
	const workers, rounds = 5, 6
	b := newBarrier(workers)
	cells := make([]int, workers)
	for i := range cells {
		cells[i] = i + 1
	}
	next := make([]int, workers)
	var lasts atomic.Int32
	var wait sync.WaitGroup
	for i := range workers {
		wait.Go(func() {
			for range rounds {
				next[i] = cells[(i+workers-1)%workers] + cells[(i+1)%workers]
				if b.Wait() {
					lasts.Add(1)
				}
				cells[i] = next[i]
				b.Wait()
			}
		})
	}
	wait.Wait()
	fmt.Println(cells, lasts.Load())
}

func counting() {
	var counters sync.Map // of *atomic.Int64 by word
	buffers := sync.Pool{New: func() any { return new(strings.Builder) }}
	text := "to be or not to be that is the question whether tis nobler in the mind to suffer"
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			b := buffers.Get().(*strings.Builder)
			defer buffers.Put(b)
			for word := range strings.FieldsSeq(text) {
				b.Reset()
				b.WriteString(word[:1])
				counter, _ := counters.LoadOrStore(b.String(), new(atomic.Int64))
				counter.(*atomic.Int64).Add(1)
			}
		})
	}
	wait.Wait()
	var lines []string
	counters.Range(func(key, value any) bool {
		lines = append(lines, fmt.Sprint(key, value.(*atomic.Int64).Load()))
		return true
	})
	slices.Sort(lines)
	fmt.Println(lines)
	counters.Clear()
	_, loaded := counters.LoadAndDelete("t")
	fmt.Println(loaded, counters.CompareAndSwap("x", 1, 2))
}

func lazily() {
	calls := 0
	value := sync.OnceValues(func() (string, error) {
		calls++
		return "made", errors.New("but late")
	})
	for range 3 {
		value()
	}
	fmt.Println(calls)
	broken := sync.OnceFunc(func() { panic("no resource") })
	for range 2 {
		func() {
			defer func() { fmt.Println("recovered:", recover()) }()
			broken()
		}()
	}
	var config atomic.Value
	config.Store([]string{"a"})
	fmt.Println(config.Swap([]string{"b"}), config.Load())
	var lock sync.RWMutex
	lock.RLock()
	fmt.Println(lock.TryLock(), lock.TryRLock())
	lock.RUnlock()
	lock.RUnlock()
	fmt.Println(lock.TryLock(), lock.TryRLock())
}

func main() {
	sums()
	failing()
	fmt.Println(panicking("boom"))
	err := panicking(fmt.Errorf("wrapped: %w", context.DeadlineExceeded))
	fmt.Println(err, errors.Is(err, context.DeadlineExceeded))
	flights()
	barriers()
	counting()
	lazily()
	g := newGroup(context.Background(), 1)
	g.Go(func(context.Context) error {
		var none map[string]int
		none["x"]++
		return nil
	})
	defer fmt.Println("deferred calls run")
	g.Wait() // panics with what the task panicked with
}
