package main

import "runtime"

func main() {
	deferred := make(chan bool)
	go func() {
		<-deferred
		println("other")
	}()
	defer func() {
		println("deferred")
		close(deferred)
	}()
	runtime.Goexit()
}
