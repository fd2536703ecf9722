// Other processes: input, output, exit codes, signals, deadlines, many at once.
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"time"
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == "child" {
		b, _ := io.ReadAll(os.Stdin)
		fmt.Print(strings.ToUpper(string(b)))
		fmt.Fprintln(os.Stderr, "on stderr", os.Getenv("WORD"))
		os.Exit(7)
	}
	out, err := exec.Command("/bin/echo", "hello", "world").Output()
	fmt.Printf("%q %v\n", out, err)
	self, _ := os.Executable()
	c := exec.Command(self, "child")
	c.Env = append(os.Environ(), "WORD=sesame")
	c.Stdin = strings.NewReader("some input")
	var so, se bytes.Buffer
	c.Stdout, c.Stderr = &so, &se
	err = c.Run()
	var ee *exec.ExitError
	fmt.Printf("%q %q %v %v %d\n", so.String(), se.String(), err, errors.As(err, &ee), c.ProcessState.ExitCode())
	_, err = exec.Command("/nonexistent/program").Output()
	fmt.Println(err)
	_, err = exec.LookPath("surely-not-there")
	fmt.Println(err)
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	err = exec.CommandContext(ctx, "/bin/sleep", "60").Run()
	fmt.Println(err, ctx.Err())
	c = exec.Command("/bin/cat")
	in, _ := c.StdinPipe()
	outp, _ := c.StdoutPipe()
	fmt.Println(c.Start())
	go func() { fmt.Fprintln(in, "line one"); fmt.Fprintln(in, "line two"); in.Close() }()
	b, _ := io.ReadAll(outp)
	fmt.Printf("%q %v\n", b, c.Wait())
	c = exec.Command("/bin/sh", "-c", "kill -TERM $$")
	err = c.Run()
	fmt.Println(err, c.ProcessState.Sys().(syscall.WaitStatus).Signal())
	c = exec.Command("/bin/pwd")
	c.Dir = "/"
	out, err = c.Output()
	fmt.Printf("%q %v\n", out, err)
	c = exec.Command("/bin/cat")
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	_, _ = c.StdinPipe()
	fmt.Println(c.Start(), c.Process.Signal(os.Interrupt))
	fmt.Println(c.Wait())
	var wg sync.WaitGroup
	var mu sync.Mutex
	n := 0
	for i := range 20 {
		wg.Go(func() {
			out, err := exec.Command("/bin/echo", fmt.Sprint(i)).Output()
			if err != nil || string(out) != fmt.Sprintln(i) {
				fmt.Println("bad", i, err, string(out))
			}
			mu.Lock()
			n++
			mu.Unlock()
		})
	}
	wg.Wait()
	fmt.Println("children", n)
	p, err := os.StartProcess("/bin/true", []string{"true"}, &os.ProcAttr{})
	st, err2 := p.Wait()
	fmt.Println(err, st, err2)
}
