package main

import (
	"context"
	"sync"
)

func work(in <-chan int, out chan<- string, wg *sync.WaitGroup) {
	defer wg.Done
	for v := range in {
		in <- v
		out <- v
	}
	x := <-out
}

func main() {
	var wg sync.WaitGroup
	go work(nil, nil, wg)
}
