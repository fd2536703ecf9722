// A goroutine that has not run yet is in the trace of all, with the function that it will begin with.
package main

import "runtime"

func contains(text, part string) bool {
	for i := 0; i+len(part) <= len(text); i++ {
		if text[i:i+len(part)] == part {
			return true
		}
	}
	return false
}

func main() {
	runtime.GOMAXPROCS(1)
	done := make(chan bool)
	go func() {
		done <- true
	}()
	buffer := make([]byte, 1<<16)
	text := string(buffer[:runtime.Stack(buffer, true)])
	println(contains(text, "[runnable]:\nmain.main.func1()\n\t"), contains(text, "created by main.main in goroutine 1\n\t"))
	println(<-done)
}
