// Signals that a program sends itself, contexts that end by one, and programs that it starts.
package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	urgent := make(chan os.Signal, 1) // the runtime sends this signal too
	signal.Notify(urgent, syscall.SIGURG)
	syscall.Kill(os.Getpid(), syscall.SIGURG)
	fmt.Println(<-urgent)
	c := make(chan os.Signal, 3)
	signal.Notify(c, syscall.SIGUSR1, syscall.SIGUSR2)
	syscall.Kill(os.Getpid(), syscall.SIGUSR1)
	fmt.Println(<-c)
	syscall.Kill(os.Getpid(), syscall.SIGUSR2)
	fmt.Println(<-c)
	signal.Stop(c)
	signal.Ignore(syscall.SIGUSR1)
	syscall.Kill(os.Getpid(), syscall.SIGUSR1)
	fmt.Println(signal.Ignored(syscall.SIGUSR1), len(c))

	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	go syscall.Kill(os.Getpid(), syscall.SIGTERM)
	<-ctx.Done()
	stop()
	fmt.Println(ctx.Err())
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
	<-ctx.Done()
	cancel()
	fmt.Println(ctx.Err())

	out, err := exec.Command("/bin/echo", "from", "a child").Output()
	fmt.Printf("%q %v\n", out, err)
	err = exec.Command("/bin/sh", "-c", "exit 3").Run()
	fmt.Println(err)
	err = exec.Command("/bin/sh", "-c", "kill -TERM $$").Run()
	fmt.Println(err)
}
