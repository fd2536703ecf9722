// Signals: what is notified, ignored, reset; children that are stopped in order or by force; a service that ends its work.
package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"os/user"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

func check(err error) {
	if err != nil {
		fmt.Println("error:", err)
		os.Exit(1)
	}
}

// work is a service: jobs go on until SIGTERM, what has begun is finished, a second signal or the time limit ends it at once.
func work() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	reload := make(chan os.Signal, 10)
	signal.Notify(reload, syscall.SIGHUP, syscall.SIGUSR1)
	jobs := make(chan int)
	var done, reloads atomic.Int64
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range jobs {
				time.Sleep(time.Millisecond)
				done.Add(1)
			}
		})
	}
	sent := 0
	fmt.Println("ready")
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case s := <-reload:
			reloads.Add(1)
			fmt.Println("got", s)
		case jobs <- sent:
			sent++
		}
	}
	stop()
	close(jobs)
	wg.Wait()
	fmt.Println("finished", done.Load() == int64(sent), "reloads", reloads.Load(), context.Cause(ctx))
	os.Exit(3)
}

func service() {
	c := exec.Command(os.Args[0], "work")
	out, err := c.StdoutPipe()
	check(err)
	check(c.Start())
	lines := bufio.NewScanner(out)
	lines.Scan()
	fmt.Println(lines.Text())
	for _, s := range []os.Signal{syscall.SIGHUP, syscall.SIGUSR1, syscall.SIGHUP} {
		check(c.Process.Signal(s))
		lines.Scan()
		fmt.Println(lines.Text())
	}
	check(c.Process.Signal(syscall.SIGTERM))
	lines.Scan()
	fmt.Println(lines.Text())
	err = c.Wait()
	var exit *exec.ExitError
	fmt.Println(errors.As(err, &exit), exit.ExitCode(), exit, c.Process.Signal(syscall.SIGTERM))
}

func deaths() {
	for _, how := range []string{"kill", "term", "quit ignored", "abort", "pipe", "context", "delay"} {
		ctx, cancel := context.WithCancel(context.Background())
		c := exec.CommandContext(ctx, os.Args[0], how)
		c.Stdin, _ = os.Open("/dev/null")
		out, err := c.StdoutPipe()
		check(err)
		if how == "delay" {
			c.Cancel = func() error { return c.Process.Signal(syscall.SIGUSR2) }
			c.WaitDelay = 10 * time.Second
		}
		check(c.Start())
		bufio.NewReader(out).ReadString('\n')
		switch how {
		case "kill":
			c.Process.Kill()
		case "term":
			c.Process.Signal(syscall.SIGTERM)
		case "quit ignored":
			c.Process.Signal(syscall.SIGQUIT)
			c.Process.Signal(syscall.SIGINT)
		case "context", "delay":
			cancel()
		case "pipe":
			out.Close()
		}
		err = c.Wait()
		status := c.ProcessState.Sys().(syscall.WaitStatus)
		fmt.Println(how, err, status.Signaled(), status.Signal(), status.ExitStatus())
		cancel()
	}
}

func die(how string) {
	switch how {
	case "quit ignored":
		signal.Ignore(syscall.SIGQUIT)
		fmt.Println(signal.Ignored(syscall.SIGQUIT), signal.Ignored(syscall.SIGINT))
	case "delay":
		c := make(chan os.Signal, 1)
		signal.Notify(c, syscall.SIGUSR2)
		fmt.Println("waiting")
		<-c
		os.Exit(0)
	case "pipe":
		for {
			fmt.Println("line")
		}
	case "abort":
		fmt.Println("aborts")
		syscall.Kill(syscall.Getpid(), syscall.SIGKILL)
	default:
		fmt.Println("waiting")
	}
	time.Sleep(time.Minute)
}

func own() {
	all := make(chan os.Signal, 100)
	some := make(chan os.Signal, 100)
	signal.Notify(all)
	signal.Notify(some, syscall.SIGUSR1, syscall.SIGWINCH)
	for range 20 {
		check(syscall.Kill(syscall.Getpid(), syscall.SIGUSR1))
		for s := range all {
			if s == syscall.SIGUSR1 {
				break
			}
		}
		<-some
	}
	signal.Stop(all)
	signal.Reset(syscall.SIGUSR1)
	check(syscall.Kill(syscall.Getpid(), syscall.SIGWINCH))
	fmt.Println(<-some, len(some))
	signal.Stop(some)
}

func pipelines() {
	producer := exec.Command("/bin/sh", "-c", "for i in 3 1 2 5 4; do echo line $i; done; echo problem >&2")
	sorter := exec.Command("/usr/bin/sort", "-r")
	counter := exec.Command("/usr/bin/wc", "-l")
	var stderr, sorted, count bytes.Buffer
	producer.Stderr = &stderr
	in, err := producer.StdoutPipe()
	check(err)
	sorter.Stdin = in
	between, err := sorter.StdoutPipe()
	check(err)
	counter.Stdin = io.TeeReader(between, &sorted)
	counter.Stdout = &count
	commands := []*exec.Cmd{producer, sorter, counter}
	for _, c := range slices.Backward(commands) {
		check(c.Start())
	}
	for _, c := range slices.Backward(commands) {
		fmt.Println(filepath.Base(c.Path), c.Wait())
	}
	fmt.Printf("%q %q %q\n", sorted.String(), strings.TrimSpace(count.String()), stderr.String())
	c := exec.Command("/bin/cat")
	c.Stdin = strings.NewReader(strings.Repeat("much input\n", 100_000))
	out, err := c.Output()
	fmt.Println(len(out), err)
	c = exec.Command("/bin/sh", "-c", `echo "$A:$B:$PWD"; cat <&3; exit 7`)
	c.Env, c.Dir = []string{"A=1", "A=2", "B=x y"}, "/"
	r, w, err := os.Pipe()
	check(err)
	c.ExtraFiles = []*os.File{r}
	go func() { fmt.Fprint(w, "through descriptor 3"); w.Close() }()
	both, err := c.CombinedOutput()
	fmt.Printf("%q %v\n", both, err)
	_, err = exec.LookPath("no such program")
	fmt.Println(err, errors.Is(err, exec.ErrNotFound))
	err = exec.Command("/etc/hostname").Run()
	fmt.Println(errors.Is(err, os.ErrPermission))
	err = exec.Command("/bin/sh", "-c", "kill -9 $$").Run()
	fmt.Println(err)
	var wg sync.WaitGroup
	var good atomic.Int64
	for i := range 40 {
		wg.Go(func() {
			out, err := exec.Command("/bin/sh", "-c", fmt.Sprintf("exit $((%d %% 3))", i)).Output()
			if code := (&exec.ExitError{}); len(out) == 0 && (err == nil && i%3 == 0 || errors.As(err, &code) && code.ExitCode() == i%3) {
				good.Add(1)
			}
		})
	}
	wg.Wait()
	fmt.Println("good:", good.Load())
}

func main() {
	if len(os.Args) > 1 {
		if os.Args[1] == "work" {
			work()
		}
		die(os.Args[1])
	}
	service()
	deaths()
	own()
	pipelines()
	u, err := user.LookupId("0")
	check(err)
	groups, err := user.LookupGroup("root")
	check(err)
	fmt.Println(u.Username, u.HomeDir, groups.Gid)
	_, err = user.Lookup("surely-nobody")
	fmt.Println(err)
	signal.Notify(make(chan os.Signal, 1), syscall.SIGTERM)
	signal.Reset()
	fmt.Println("ends")
	check(syscall.Kill(syscall.Getpid(), syscall.SIGTERM))
	time.Sleep(time.Minute)
}
