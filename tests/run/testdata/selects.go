// Select statements: which case is chosen, that all are chosen fairly, and that losing cases leave no trace.
package main

func fair() {
	a, b, c := make(chan int, 100), make(chan int, 100), make(chan int, 100)
	for range 100 {
		a <- 1
		b <- 1
		c <- 1
	}
	var counts [3]int
	for range 90 {
		select {
		case <-a:
			counts[0]++
		case <-b:
			counts[1]++
		case <-c:
			counts[2]++
		}
	}
	println(counts[0] > 10, counts[1] > 10, counts[2] > 10, counts[0]+counts[1]+counts[2])
}

func many(n int) {
	in, out := make(chan int), make(chan int)
	quit, gone := make(chan bool), make(chan bool)
	for range 4 {
		go func() {
			held, hasOne := 0, false
			for {
				from, to := in, out
				if hasOne {
					from = nil
				} else {
					to = nil
				}
				select {
				case held = <-from:
					hasOne = true
				case to <- held:
					hasOne = false
				case <-quit:
					gone <- true
					return
				}
			}
		}()
	}
	go func() {
		for i := range n {
			in <- i
		}
	}()
	sum := 0
	for range n {
		sum += <-out
	}
	for range 4 {
		quit <- true
		<-gone
	}
	println(sum)
}

func both() {
	c := make(chan int)
	done := make(chan int)
	for i := range 2 {
		go func() {
			sent, received := 0, 0
			for range 1000 {
				select {
				case c <- i:
					sent++
				case v := <-c:
					if v == i {
						println("talks to itself")
					}
					received++
				}
			}
			done <- sent + received
		}()
	}
	println(<-done, <-done)
}

func defaults() {
	c := make(chan int, 1)
	for i := range 3 {
		select {
		case c <- i:
			println("sent", i)
		default:
			println("full", i)
		}
	}
	for range 2 {
		select {
		case v := <-c:
			println("received", v)
		default:
			println("empty")
		}
	}
	select {
	default:
		println("only default")
	}
}

func same() {
	c := make(chan int)
	go func() { c <- 1; c <- 2 }()
	for range 2 {
		select {
		case v := <-c:
			println("some", v > 0)
		case v := <-c:
			println("some", v > 0)
		}
	}
}

func assign() {
	m := [3]int{}
	i := 2
	c := make(chan int, 1)
	c <- 7
	var ok bool
	select {
	case m[i], ok = <-c:
	}
	println(m[2], ok)
	close(c)
	select {
	case m[i], ok = <-c:
	case <-make(chan int):
	}
	println(m[2], ok)
loop:
	for {
		select {
		case <-c:
			break loop
		}
	}
}

func main() {
	fair()
	many(5000)
	both()
	defaults()
	same()
	assign()
}
