// A goroutine that is locked to its thread waits for the network, or for a pipe, while all others sleep.
package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
)

var first = wait(1) // package initialisation is locked to the main thread

func wait(times int) int {
	read := 0
	for range times {
		child := exec.Command("sh", "-c", "sleep 0.02; echo from the child")
		out, err := child.StdoutPipe()
		if err != nil {
			panic(err)
		}
		if err := child.Start(); err != nil {
			panic(err)
		}
		text, err := io.ReadAll(out)
		if err != nil {
			panic(err)
		}
		read += len(text)
		if err := child.Wait(); err != nil {
			panic(err)
		}
	}
	return read
}

func main() {
	fmt.Fprintln(os.Stdout, first)
	runtime.LockOSThread()
	fmt.Println(wait(30))
	runtime.UnlockOSThread()
	done := make(chan int)
	go func() {
		runtime.LockOSThread()
		done <- wait(3)
	}()
	fmt.Println(<-done)
}
