// Two waves of 100,000 goroutines, all blocked at once; the second finds the stacks of the first.
package main

import "sync"

const many = 100_000

func wave() int {
	var all sync.WaitGroup
	gate, results := make(chan struct{}), make(chan int, many)
	for i := range many {
		all.Add(1)
		go func() {
			defer all.Done()
			<-gate
			results <- i & 7
		}()
	}
	close(gate)
	all.Wait()
	close(results)
	sum := 0
	for n := range results {
		sum += n
	}
	return sum
}

func main() {
	for range 4 {
		println(wave())
	}
}
