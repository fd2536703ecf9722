// Package sync on our scheduler: mutexes, wait groups, conditions, read-write locks, once, pools, maps.
package main

import (
	"sync"
	"sync/atomic"
)

func count() {
	var mu sync.Mutex
	var wg sync.WaitGroup
	n := 0
	for range 50 {
		wg.Go(func() {
			for range 2000 {
				mu.Lock()
				n++
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	println(n, mu.TryLock(), mu.TryLock())
}

type queue struct {
	mu    sync.Mutex
	more  sync.Cond
	items []int
}

func (q *queue) put(v int) {
	q.mu.Lock()
	q.items = append(q.items, v)
	q.mu.Unlock()
	q.more.Signal()
}

func (q *queue) get() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.items) == 0 {
		q.more.Wait()
	}
	v := q.items[0]
	q.items = q.items[1:]
	return v
}

func conditions() {
	q := &queue{}
	q.more.L = &q.mu
	var sum atomic.Int64
	var wg sync.WaitGroup
	for range 5 {
		wg.Go(func() {
			for range 200 {
				sum.Add(int64(q.get()))
			}
		})
	}
	for i := range 1000 {
		q.put(i)
	}
	wg.Wait()
	println(sum.Load())
	gate, open := sync.NewCond(&sync.Mutex{}), false
	for range 10 {
		wg.Go(func() {
			gate.L.Lock()
			for !open {
				gate.Wait()
			}
			gate.L.Unlock()
		})
	}
	gate.L.Lock()
	open = true
	gate.Broadcast()
	gate.L.Unlock()
	wg.Wait()
	println("open")
}

func readers() {
	var rw sync.RWMutex
	var wg sync.WaitGroup
	data := [2]int{}
	wrong := atomic.Int32{}
	for i := range 10 {
		wg.Go(func() {
			for range 500 {
				if i%3 == 0 {
					rw.Lock()
					data[0]++
					data[1]--
					rw.Unlock()
				} else {
					rw.RLock()
					if data[0]+data[1] != 0 {
						wrong.Add(1)
					}
					rw.RUnlock()
				}
			}
		})
	}
	wg.Wait()
	println(data[0], wrong.Load())
}

func others() {
	var once sync.Once
	var wg sync.WaitGroup
	for range 5 {
		wg.Go(func() { once.Do(func() { println("once") }) })
	}
	wg.Wait()
	var m sync.Map
	for i := range 100 {
		wg.Go(func() { m.Store(i, i*i) })
	}
	wg.Wait()
	sum := 0
	m.Range(func(_, v any) bool { sum += v.(int); return true })
	println(sum)
	pool := sync.Pool{New: func() any { return new(int) }}
	p := pool.Get().(*int)
	*p = 5
	pool.Put(p)
	println(pool.Get().(*int) != nil)
	value := sync.OnceValue(func() int { println("computed"); return 3 })
	println(value() + value())
}

func main() {
	count()
	conditions()
	readers()
	others()
}
