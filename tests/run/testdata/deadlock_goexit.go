package main

import "runtime"

func main() {
	go println("other")
	defer println("deferred")
	runtime.Goexit()
}
