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
	buffer := make([]byte, 1<<16)
	runnable, created := false, false
	for range 100 { // on a busy machine it may run at once
		go func() {
			done <- true
		}()
		text := string(buffer[:runtime.Stack(buffer, true)])
		runnable = runnable || contains(text, "[runnable]:\nmain.main.func1()\n\t")
		created = created || contains(text, "created by main.main in goroutine 1\n\t")
		<-done
	}
	println(runnable, created)
	println(len(done) == 0)
}
