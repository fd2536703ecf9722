// Pipes through the network poller: goroutines wait for them, deadlines end the waiting, closing wakes.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

func main() {
	r, w, err := os.Pipe()
	if err != nil {
		panic(err)
	}
	go func() {
		for i := range 5 {
			time.Sleep(time.Millisecond)
			fmt.Fprintln(w, "line", i)
		}
		w.Close()
	}()
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		fmt.Println(lines.Text())
	}
	r.Close()

	r, w, _ = os.Pipe()
	r.SetReadDeadline(time.Now().Add(5 * time.Millisecond))
	_, err = r.Read(make([]byte, 10))
	fmt.Println(errors.Is(err, os.ErrDeadlineExceeded))
	r.SetReadDeadline(time.Now().Add(-time.Second))
	_, err = r.Read(make([]byte, 10))
	fmt.Println(errors.Is(err, os.ErrDeadlineExceeded))
	r.SetReadDeadline(time.Time{})
	go w.Write([]byte("late"))
	b := make([]byte, 10)
	n, err := r.Read(b)
	fmt.Println(string(b[:n]), err)
	done := make(chan error)
	go func() {
		_, err := r.Read(b)
		done <- err
	}()
	time.Sleep(5 * time.Millisecond)
	r.Close()
	fmt.Println(errors.Is(<-done, os.ErrClosed))

	pr, pw, _ := os.Pipe()
	go func() {
		pw.Write(make([]byte, 1<<20))
		pw.Close()
	}()
	count, err := io.Copy(io.Discard, pr)
	fmt.Println(count, err)
	_, err = pw.Write([]byte("x"))
	fmt.Println(err)
}
