// Memory that may go: a cache of weak pointers, cleanups that count what died, finalizers that bring a value back once,
// interned strings with package unique, buffers from a pool, resources closed when they are forgotten.
package main

import (
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"unique"
	"weak"
)

// Cache keeps values as long as somebody else does.
type Cache[K comparable, V any] struct {
	mu      sync.Mutex
	make    func(K) *V
	entries map[K]weak.Pointer[V]
	made    int
	dropped atomic.Int64
}

func newCache[K comparable, V any](f func(K) *V) *Cache[K, V] {
	return &Cache[K, V]{make: f, entries: map[K]weak.Pointer[V]{}}
}

// Get finds or makes a value; its death removes the entry.
func (c *Cache[K, V]) Get(key K) *V {
	c.mu.Lock()
	defer c.mu.Unlock()
	if v := c.entries[key].Value(); v != nil {
		return v
	}
	v := c.make(key)
	c.made++
	pointer := weak.Make(v)
	c.entries[key] = pointer
	runtime.AddCleanup(v, func(key K) {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.entries[key] == pointer {
			delete(c.entries, key)
		}
		c.dropped.Add(1)
	}, key)
	return v
}

func (c *Cache[K, V]) Len() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.entries)
}

// collectUntil collects until something is so; what dies is told by goroutines of the runtime.
func collectUntil(condition func() bool) bool {
	for range 1000 {
		runtime.GC()
		if condition() {
			return true
		}
		for range 100 {
			runtime.Gosched()
		}
	}
	return false
}

// Document is large and knows its words by handle.
type Document struct {
	name    string
	words   []unique.Handle[string]
	padding [1 << 12]byte
	parent  *Document
}

func load(name string) *Document {
	d := &Document{name: name}
	for word := range strings.FieldsSeq(strings.Repeat(name+" and the others ", 3)) {
		d.words = append(d.words, unique.Make(strings.ToLower(word)))
	}
	return d
}

//go:noinline
func use(c *Cache[string, Document], keep ...string) (kept []*Document) {
	for i := range 50 {
		name := fmt.Sprint("Doc", i)
		d := c.Get(name)
		if slices.Contains(keep, name) {
			kept = append(kept, d)
		}
	}
	return kept
}

// handle is a resource that is closed when it is forgotten.
type handle struct {
	*resource
	cleanup runtime.Cleanup
}

type resource struct {
	name string
	log  *journal
}

type journal struct {
	mu    sync.Mutex
	lines []string
}

func (j *journal) add(line string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.lines = append(j.lines, line)
}

func (j *journal) sorted() []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Sorted(slices.Values(j.lines))
}

func open(name string, log *journal) *handle {
	h := &handle{resource: &resource{name, log}}
	h.cleanup = runtime.AddCleanup(h, func(r *resource) { r.log.add("leaked " + r.name) }, h.resource)
	return h
}

var errClosed = errors.New("already closed")

func (h *handle) Close() error {
	if h.resource == nil {
		return errClosed
	}
	h.cleanup.Stop()
	h.log.add("closed " + h.name)
	h.resource = nil
	return nil
}

//go:noinline
func resources(log *journal) {
	open("a", log)
	b := open("b", log)
	fmt.Println(b.Close(), b.Close())
	open("c", log)
}

type phoenix struct {
	lives int
	next  *phoenix
}

var risen atomic.Pointer[phoenix]

//go:noinline
func burn() {
	p := &phoenix{lives: 1, next: &phoenix{lives: 100}}
	runtime.SetFinalizer(p, func(p *phoenix) {
		p.lives++
		risen.Store(p)
	})
}

//go:noinline
func weakly() (one, other weak.Pointer[[64]int]) {
	array := new([64]int)
	array[7] = 7
	one, other = weak.Make(array), weak.Make(array)
	fmt.Println(one == other, one.Value()[7], one.Value() == other.Value())
	runtime.KeepAlive(array)
	return one, other
}

func main() {
	cache := newCache(load)
	kept := use(cache, "Doc7", "Doc49")
	fmt.Println(collectUntil(func() bool { return cache.dropped.Load() >= 45 }), cache.Len() <= 5, cache.made)
	fmt.Println(cache.Get("Doc7") == kept[0], cache.made, kept[0].name, kept[1].words[0].Value())
	fmt.Println(kept[0].words[1] == kept[1].words[1], kept[0].words[0] == kept[1].words[0], kept[0].words[0] == unique.Make("doc7"))
	again := cache.Get("Doc8")
	fmt.Println(again.name, cache.made-50 <= 1, cache.Len() >= 3)
	runtime.KeepAlive(again)
	runtime.KeepAlive(kept)

	log := new(journal)
	resources(log)
	fmt.Println(collectUntil(func() bool { return len(log.sorted()) == 3 }), log.sorted())

	burn()
	fmt.Println(collectUntil(func() bool { return risen.Load() != nil }), risen.Load().lives, risen.Load().next.lives)

	one, other := weakly()
	fmt.Println(collectUntil(func() bool { return one.Value() == nil }), one == other, other.Value() == nil, one == weak.Pointer[[64]int]{})

	type pair struct {
		name string
		n    [2]int
	}
	h := unique.Make(pair{"x", [2]int{1, 2}})
	fmt.Println(h == unique.Make(pair{"x", [2]int{1, 2}}), h == unique.Make(pair{"x", [2]int{2, 1}}), h.Value())

	previous := debug.SetGCPercent(20)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	var live []*Document
	for i := range 3000 {
		d := load(fmt.Sprint("big", i%10))
		if i%500 == 0 {
			if len(live) > 0 {
				d.parent = live[len(live)-1]
			}
			live = append(live, d)
		}
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	debug.SetGCPercent(previous)
	grown := int64(after.HeapAlloc) - int64(before.HeapAlloc)
	fmt.Println(len(live), after.NumGC > before.NumGC, grown < 4<<20, after.TotalAlloc-before.TotalAlloc > 12<<20, live[5].parent.parent.name)
	var pool sync.Pool
	pool.Put(new([100]int))
	for range 3 {
		runtime.GC()
	}
	fmt.Println(pool.Get() == nil)
}
