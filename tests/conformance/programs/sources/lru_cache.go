// An LRU cache over container/list with generic keys and values, its statistics and an eviction hook.
package main

import (
	"container/list"
	"fmt"
	"strings"
)

// Cache keeps the entries that were used last.
type Cache[K comparable, V any] struct {
	capacity int
	order    *list.List // of *entry[K, V], the last used first
	entries  map[K]*list.Element
	onEvict  func(K, V)
	Stats
}

// Stats counts what happened to a cache.
type Stats struct{ Hits, Misses, Evictions int }

// Ratio is the share of hits.
func (s Stats) Ratio() float64 {
	if s.Hits+s.Misses == 0 {
		return 0
	}
	return float64(s.Hits) / float64(s.Hits+s.Misses)
}

type entry[K comparable, V any] struct {
	key   K
	value V
}

// Option changes a new cache.
type Option[K comparable, V any] func(*Cache[K, V])

// OnEvict has f called with each entry that is dropped.
func OnEvict[K comparable, V any](f func(K, V)) Option[K, V] {
	return func(c *Cache[K, V]) { c.onEvict = f }
}

// New makes an empty cache.
func New[K comparable, V any](capacity int, options ...Option[K, V]) *Cache[K, V] {
	c := &Cache[K, V]{capacity: capacity, order: list.New(), entries: make(map[K]*list.Element)}
	for _, option := range options {
		option(c)
	}
	return c
}

// Get looks a key up.
func (c *Cache[K, V]) Get(key K) (value V, ok bool) {
	element, ok := c.entries[key]
	if !ok {
		c.Misses++
		return value, false
	}
	c.Hits++
	c.order.MoveToFront(element)
	return element.Value.(*entry[K, V]).value, true
}

// Put sets a key's value and makes room for it.
func (c *Cache[K, V]) Put(key K, value V) {
	if element, ok := c.entries[key]; ok {
		element.Value.(*entry[K, V]).value = value
		c.order.MoveToFront(element)
		return
	}
	c.entries[key] = c.order.PushFront(&entry[K, V]{key, value})
	for c.order.Len() > c.capacity {
		last := c.order.Remove(c.order.Back()).(*entry[K, V])
		delete(c.entries, last.key)
		c.Evictions++
		if c.onEvict != nil {
			c.onEvict(last.key, last.value)
		}
	}
}

// All yields the entries, the last used first.
func (c *Cache[K, V]) All() func(yield func(K, V) bool) {
	return func(yield func(K, V) bool) {
		for e := c.order.Front(); e != nil; e = e.Next() {
			if pair := e.Value.(*entry[K, V]); !yield(pair.key, pair.value) {
				return
			}
		}
	}
}

// Memoise remembers the results of f.
func Memoise[K comparable, V any](capacity int, f func(K) V) (func(K) V, *Stats) {
	cache := New[K, V](capacity)
	return func(key K) V {
		if value, ok := cache.Get(key); ok {
			return value
		}
		value := f(key)
		cache.Put(key, value)
		return value
	}, &cache.Stats
}

type point struct{ x, y int }

func main() {
	var dropped []string
	words := New(3, OnEvict(func(k string, v int) { dropped = append(dropped, fmt.Sprint(k, "=", v)) }))
	for i, word := range strings.Fields("to be or not to be that is the question to be") {
		if n, ok := words.Get(word); ok {
			words.Put(word, n*100+i)
		} else {
			words.Put(word, i)
		}
	}
	for k, v := range words.All() {
		fmt.Println(k, v)
	}
	fmt.Printf("%+v %.3f\n", words.Stats, words.Ratio())
	fmt.Println(strings.Join(dropped, " "))

	var fib func(int) uint64
	calls := 0
	fib, stats := Memoise(4, func(n int) uint64 {
		calls++
		if n < 2 {
			return uint64(n)
		}
		return fib(n-1) + fib(n-2)
	})
	fmt.Println(fib(80), calls, *stats)

	grid := New[point, []string](2)
	for i := range 5 {
		p := point{i % 3, i / 3}
		names, _ := grid.Get(p)
		grid.Put(p, append(names, fmt.Sprintf("n%d", i)))
	}
	for p, names := range grid.All() {
		fmt.Println(p, names, len(grid.entries))
		break
	}
	_, found := grid.Get(point{9, 9})
	fmt.Println(found, grid.Misses)
}
