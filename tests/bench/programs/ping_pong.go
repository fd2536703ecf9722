// Two goroutines and two channels without a buffer, then a pipeline with buffers.
package main

const rounds = 1_000_000

func main() {
	there, back := make(chan int), make(chan int)
	go func() {
		for n := range there {
			back <- n + 1
		}
		close(back)
	}()
	n := 0
	for range rounds {
		there <- n
		n = <-back
	}
	close(there)
	println(n)
	numbers, squares := make(chan int, 128), make(chan int, 128)
	go func() {
		for i := range rounds {
			numbers <- i
		}
		close(numbers)
	}()
	go func() {
		for i := range numbers {
			squares <- i * i
		}
		close(squares)
	}()
	sum := 0
	for s := range squares {
		sum += s & 0xff
	}
	println(sum)
}
