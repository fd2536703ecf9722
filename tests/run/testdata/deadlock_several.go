package main

import "runtime"

func main() {
	c := make(chan int)
	for range 3 {
		go func() { c <- 1 }()
	}
	<-c
	for range 10 {
		runtime.Gosched()
	}
	println("one came")
	<-c
	<-c
	<-c
}
