// Pipelines over channels: generator, parallel stages, fan-in, batching with timeouts, a tee, quitting early.
package main

import (
	"fmt"
	"sort"
	"strings"
	"sync"
	"time"
)

func generate(done <-chan struct{}, from, to int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for i := from; i < to; i++ {
			select {
			case out <- i:
			case <-done:
				return
			}
		}
	}()
	return out
}

func transform[A, B any](in <-chan A, workers int, f func(A) (B, bool)) <-chan B {
	out := make(chan B, workers)
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			for v := range in {
				if r, ok := f(v); ok {
					out <- r
				}
			}
		})
	}
	go func() { group.Wait(); close(out) }()
	return out
}

func merge[T any](inputs ...<-chan T) <-chan T {
	out := make(chan T)
	var open sync.WaitGroup
	open.Add(len(inputs))
	for _, in := range inputs {
		go func() {
			defer open.Done()
			for v := range in {
				out <- v
			}
		}()
	}
	go func() { open.Wait(); close(out) }()
	return out
}

func tee[T any](in <-chan T) (<-chan T, <-chan T) {
	a, b := make(chan T), make(chan T)
	go func() {
		defer close(a)
		defer close(b)
		for v := range in {
			a, b := a, b // each is sent to once, in any order
			for range 2 {
				select {
				case a <- v:
					a = nil
				case b <- v:
					b = nil
				}
			}
		}
	}()
	return a, b
}

func batch[T any](in <-chan T, size int, patience time.Duration) <-chan []T {
	out := make(chan []T)
	go func() {
		defer close(out)
		var current []T
		timer := time.NewTimer(patience)
		defer timer.Stop()
		for {
			select {
			case v, ok := <-in:
				if !ok {
					if len(current) > 0 {
						out <- current
					}
					return
				}
				if current = append(current, v); len(current) == size {
					out <- current
					current = nil
				}
			case <-timer.C:
				if len(current) > 0 {
					out <- current
					current = nil
				}
			}
			timer.Reset(patience)
		}
	}()
	return out
}

type word struct {
	text  string
	count int
}

func main() {
	done := make(chan struct{})
	evens := transform(generate(done, 0, 40), 3, func(n int) (int, bool) { return n * n, n%2 == 0 })
	odds := transform(generate(done, 0, 40), 2, func(n int) (int, bool) { return -n, n%2 == 1 })
	var all []int
	for v := range merge(evens, odds) {
		all = append(all, v)
	}
	sort.Ints(all)
	fmt.Println(all)

	left, right := tee(generate(done, 1, 8))
	sum, product := 0, 1
	for left != nil || right != nil {
		select {
		case v, ok := <-left:
			if !ok {
				left = nil
				continue
			}
			sum += v
		case v, ok := <-right:
			if !ok {
				right = nil
				continue
			}
			product *= v
		}
	}
	fmt.Println(sum, product)

	for part := range batch(generate(done, 0, 11), 4, time.Hour) {
		fmt.Println(part)
	}
	slow := make(chan string)
	go func() {
		defer close(slow)
		slow <- "first"
		time.Sleep(150 * time.Millisecond)
		slow <- "second"
		slow <- "third"
	}()
	for part := range batch(slow, 10, 20*time.Millisecond) {
		fmt.Println(strings.Join(part, ","))
	}

	endless := generate(done, 0, 1<<62)
	fmt.Println(<-endless, <-endless, <-endless)
	close(done)
	left2 := 0
	for range endless {
		left2++
	}
	fmt.Println(left2 < 2)

	counts := map[string]int{}
	text := "the cat the dog a cat the end"
	words := make(chan word)
	go func() {
		defer close(words)
		for _, t := range strings.Fields(text) {
			words <- word{t, 1}
		}
	}()
	for w := range words {
		counts[w.text] += w.count
	}
	fmt.Println(counts)

	select {
	case <-time.After(5 * time.Millisecond):
		fmt.Println("timeout")
	case <-make(chan int):
		fmt.Println("never")
	}
}
