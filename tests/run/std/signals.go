// Signals as os/signal delivers them: none is lost when its channel is stopped; what the parent ignored stays ignored.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"syscall"
)

func main() {
	if len(os.Args) > 1 {
		child()
		return
	}
	fmt.Println("lost:", lost(syscall.SIGUSR1), lost(syscall.SIGWINCH))
	signal.Ignore(syscall.SIGHUP)
	fmt.Println(signal.Ignored(syscall.SIGHUP), signal.Ignored(syscall.SIGUSR2))
	run("wanted")
	signal.Notify(make(chan os.Signal, 1), syscall.SIGHUP)
	fmt.Println(signal.Ignored(syscall.SIGHUP))
	run("wanted")
}

// lost sends signals to its own thread, so that they are handled before it stops listening.
func lost(s syscall.Signal) int {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	missing := 0
	for range 500 {
		c := make(chan os.Signal, 1)
		signal.Notify(c, s)
		if err := syscall.Tgkill(syscall.Getpid(), syscall.Gettid(), s); err != nil {
			panic(err)
		}
		signal.Stop(c)
		missing += 1 - len(c)
	}
	return missing
}

func run(argument string) {
	out, err := exec.Command(os.Args[0], argument).CombinedOutput()
	fmt.Printf("%s, %v\n", out, err)
}

// child listens to a signal and no more; without a listener it dies of it, or ignores it as it did when it began.
func child() {
	fmt.Print(signal.Ignored(syscall.SIGHUP))
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGHUP)
	fmt.Print(" ", signal.Ignored(syscall.SIGHUP))
	syscall.Kill(syscall.Getpid(), syscall.SIGHUP)
	fmt.Print(" ", <-c)
	signal.Stop(c)
	runtime.LockOSThread()
	syscall.Tgkill(syscall.Getpid(), syscall.Gettid(), syscall.SIGHUP)
	fmt.Print(" still here")
}
