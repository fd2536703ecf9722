// Sockets of the loopback: TCP, Unix and UDP, many at once; deadlines; pipes.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"
)

func check(err error) {
	if err != nil {
		fmt.Println("error:", err)
		os.Exit(1)
	}
}

func serve(l net.Listener) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		go func() {
			defer c.Close()
			io.Copy(c, c)
		}()
	}
}

func echo(network string, clients, rounds int) {
	addr := "127.0.0.1:0"
	if network == "unix" {
		dir, err := os.MkdirTemp("", "echo")
		check(err)
		defer os.RemoveAll(dir)
		addr = filepath.Join(dir, "s")
	}
	l, err := net.Listen(network, addr)
	check(err)
	go serve(l)
	var wg sync.WaitGroup
	var mu sync.Mutex
	total := 0
	for i := range clients {
		wg.Go(func() {
			c, err := net.Dial(network, l.Addr().String())
			check(err)
			defer c.Close()
			r := bufio.NewReader(c)
			for j := range rounds {
				fmt.Fprintf(c, "client %d round %d\n", i, j)
				s, err := r.ReadString('\n')
				check(err)
				if s != fmt.Sprintf("client %d round %d\n", i, j) {
					fmt.Println("wrong answer", s)
				}
				mu.Lock()
				total += len(s)
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	check(l.Close())
	fmt.Println(network, "total", total)
}

func deadlines() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	defer l.Close()
	l.(*net.TCPListener).SetDeadline(time.Now().Add(10 * time.Millisecond))
	_, err = l.Accept()
	var ne net.Error
	fmt.Println("accept timeout:", errors.As(err, &ne) && ne.Timeout(), errors.Is(err, os.ErrDeadlineExceeded))
	l.(*net.TCPListener).SetDeadline(time.Time{})
	done := make(chan net.Conn)
	go func() { c, err := l.Accept(); check(err); done <- c }()
	c, err := net.Dial("tcp", l.Addr().String())
	check(err)
	s := <-done
	c.SetReadDeadline(time.Now().Add(20 * time.Millisecond))
	_, err = c.Read(make([]byte, 1))
	fmt.Println("read timeout:", errors.Is(err, os.ErrDeadlineExceeded))
	c.SetReadDeadline(time.Time{})
	go func() { s.Write([]byte("x")) }()
	n, err := c.Read(make([]byte, 1))
	fmt.Println("after:", n, err)
	s.SetWriteDeadline(time.Now().Add(30 * time.Millisecond))
	big := make([]byte, 1<<20)
	for err = nil; err == nil; {
		_, err = s.Write(big)
	}
	fmt.Println("write timeout:", errors.Is(err, os.ErrDeadlineExceeded))
	go func() { c.SetReadDeadline(time.Unix(1, 0)) }()
	for err = nil; err == nil; {
		_, err = c.Read(big)
	}
	fmt.Println("past deadline:", errors.Is(err, os.ErrDeadlineExceeded))
	s.Close()
	_, err = s.Write(big)
	fmt.Println("closed:", errors.Is(err, net.ErrClosed))
	c.Close()
	_, err = net.Dial("tcp", "127.0.0.1:1")
	fmt.Println(err)
}

func udp() {
	a, err := net.ListenPacket("udp", "127.0.0.1:0")
	check(err)
	defer a.Close()
	go func() {
		b := make([]byte, 100)
		for {
			n, from, err := a.ReadFrom(b)
			if err != nil {
				return
			}
			a.WriteTo(append([]byte("re: "), b[:n]...), from)
		}
	}()
	c, err := net.Dial("udp", a.LocalAddr().String())
	check(err)
	defer c.Close()
	for i := range 3 {
		fmt.Fprintf(c, "datagram %d", i)
		b := make([]byte, 100)
		n, err := c.Read(b)
		check(err)
		fmt.Println(string(b[:n]))
	}
}

func pipes() {
	r, w, err := os.Pipe()
	check(err)
	fmt.Println(r.SetReadDeadline(time.Now().Add(10 * time.Millisecond)))
	_, err = r.Read(make([]byte, 1))
	fmt.Println("pipe:", err)
	r.SetReadDeadline(time.Time{})
	go func() { fmt.Fprint(w, "through the pipe"); w.Close() }()
	b, err := io.ReadAll(r)
	fmt.Println(string(b), err)
	p, q := net.Pipe()
	go func() { p.Write([]byte("net.Pipe")); p.Close() }()
	b, err = io.ReadAll(q)
	fmt.Println(string(b), err)
}

func main() {
	echo("tcp", 200, 50)
	echo("unix", 50, 50)
	deadlines()
	udp()
	pipes()
	ip, nw, err := net.ParseCIDR("192.168.3.7/20")
	fmt.Println(ip, nw, err)
	addrs, err := net.LookupHost("localhost")
	fmt.Println(len(addrs) > 0, err)
	ifs, err := net.Interfaces()
	fmt.Println(len(ifs) > 0, err)
}
