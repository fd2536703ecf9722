// What channels do: with and without buffer, closed, nil, of every size of element; and how misuse panics.
package main

type big struct {
	words [40]int
	text  string
}

func try(name string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			println(name, r.(error).Error())
		}
	}()
	f()
	println(name, "returned")
}

func sizes() {
	a := make(chan struct{}, 2)
	a <- struct{}{}
	println(len(a), cap(a))
	b := make(chan byte, 3)
	b <- 1
	b <- 2
	println(<-b, len(b))
	c := make(chan big, 2)
	var x big
	x.words[39], x.text = 7, "seven"
	c <- x
	x.words[39] = 8
	c <- x
	y, z := <-c, <-c
	println(y.words[39], z.words[39], y.text)
	d := make(chan any, 1)
	d <- "text"
	println((<-d).(string))
	e := make(chan chan int, 1)
	f := make(chan int, 1)
	e <- f
	f <- 5
	println(<-<-e)
	g := make(chan func() int)
	go func() { g <- func() int { return 9 } }()
	println((<-g)())
}

func closed() {
	c := make(chan int, 3)
	c <- 1
	c <- 2
	close(c)
	for i := 0; i < 3; i++ {
		v, ok := <-c
		println(v, ok)
	}
	for v := range c {
		println("never", v)
	}
	waiting := make(chan string)
	done := make(chan bool)
	for range 3 {
		go func() {
			v, ok := <-waiting
			done <- v == "" && !ok
		}()
	}
	close(waiting)
	println(<-done, <-done, <-done)
}

func rings() {
	c := make(chan int, 3)
	sum := 0
	for i := range 20 {
		c <- i
		if i%3 == 2 {
			sum += <-c*100 + <-c*10 + <-c
		}
	}
	println(sum, len(c))
}

func main() {
	sizes()
	closed()
	rings()
	var none chan int
	c := make(chan int)
	close(c)
	try("close nil", func() { close(none) })
	try("close closed", func() { close(c) })
	try("send closed", func() { c <- 1 })
	try("send closed in select", func() {
		select {
		case c <- 1:
		case none <- 2:
		}
	})
	try("send closed or default", func() {
		select {
		case c <- 1:
		default:
		}
	})
	n := -1
	try("negative size", func() { _ = make(chan int, n) })
	n = 1 << 62
	try("huge size", func() { _ = make(chan int, n) })
	println(len(none), cap(none))
	sender := make(chan int)
	result := make(chan string)
	go func() {
		defer func() { result <- recover().(error).Error() }()
		sender <- 1
	}()
	for len(result) == 0 {
		select {
		case text := <-result:
			println(text)
			return
		default:
			if !isClosing {
				isClosing = true
				close(sender)
			}
		}
	}
}

var isClosing bool
