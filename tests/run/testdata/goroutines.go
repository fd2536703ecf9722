// Goroutines that work together over channels: fan-in, pipelines, a sieve, a tree, workers that share a queue.
package main

import "runtime"

func generate(c chan<- int) {
	for i := 2; ; i++ {
		c <- i
	}
}

func filter(in <-chan int, out chan<- int, prime int) {
	for {
		if i := <-in; i%prime != 0 {
			out <- i
		}
	}
}

func sieve(n int) {
	c := make(chan int)
	go generate(c)
	for range n {
		prime := <-c
		print(prime, " ")
		next := make(chan int)
		go filter(c, next, prime)
		c = next
	}
	println()
}

type tree struct {
	left, right *tree
	value       int
}

func (t *tree) insert(v int) *tree {
	if t == nil {
		return &tree{value: v}
	}
	if v < t.value {
		t.left = t.left.insert(v)
	} else {
		t.right = t.right.insert(v)
	}
	return t
}

func (t *tree) walk(c chan<- int) {
	if t != nil {
		t.left.walk(c)
		c <- t.value
		t.right.walk(c)
	}
}

func workers(count, jobs int) int {
	queue, results := make(chan int, 4), make(chan [2]int)
	for range count {
		go func() {
			for job := range queue {
				results <- [2]int{job, job * job}
			}
		}()
	}
	go func() {
		for i := range jobs {
			queue <- i
		}
		close(queue)
	}()
	sum := 0
	for range jobs {
		r := <-results
		sum += r[0] + r[1]
	}
	return sum
}

func fibonacci(n int) int {
	if n < 2 {
		return n
	}
	c := make(chan int)
	go func() { c <- fibonacci(n - 1) }()
	return fibonacci(n-2) + <-c
}

type message struct {
	text  string
	reply chan string
}

func serve(c <-chan message) {
	for m := range c {
		m.reply <- m.text + "!"
	}
}

func chain(n int) int {
	first := make(chan int)
	in := first
	for range n {
		out := make(chan int)
		go func(in <-chan int, out chan<- int) { out <- 1 + <-in }(in, out)
		in = out
	}
	first <- 0
	return <-in
}

func main() {
	sieve(30)
	var t *tree
	for i := range 20 {
		t = t.insert(i * 7 % 20)
	}
	c := make(chan int)
	go func() {
		t.walk(c)
		close(c)
	}()
	for v := range c {
		print(v, " ")
	}
	println()
	println(workers(8, 1000))
	println(fibonacci(15))
	server := make(chan message)
	go serve(server)
	for _, text := range []string{"one", "two", "three"} {
		m := message{text, make(chan string)}
		server <- m
		println(<-m.reply)
	}
	println(chain(20000))
	done := make(chan bool)
	turns := 0
	for range 3 {
		go func() {
			for range 100 {
				runtime.Gosched()
			}
			done <- true
		}()
	}
	for range 3 {
		<-done
		turns++
	}
	println(turns)
}
