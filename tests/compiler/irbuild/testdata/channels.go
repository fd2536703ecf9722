// Channels, select and go statements become calls of the run-time.

package main

func exchange(c chan int, d chan<- string) (int, bool) {
	m := make(chan [4]int, 3)
	m <- [4]int{1}
	close(m)
	x, ok := <-c
	println(len(c), cap(d), <-c)
	return x, ok
}

func drain(c <-chan int) (sum int) {
	for v := range c {
		sum += v
	}
	for range c {
	}
	return
}

func start(c chan int) {
	go println(<-c, 1)
	go func() { c <- 1 }()
	go exchange(c, nil)
}

func choose(c chan int, d chan<- string) (x int, ok bool) {
	select {
	case v := <-c:
		return v, true
	case d <- "x":
	case x, ok = <-c:
		break
	}
	return
}

func try(c chan int, d chan<- string) bool {
	select {
	case _, ok := <-c:
		return ok
	default:
	}
	select {
	case d <- "y":
		return true
	default:
		return false
	}
}

func wait(c chan int) {
	select {
	case <-c:
	}
	select {
	default:
	}
	select {}
}

func main() {}
