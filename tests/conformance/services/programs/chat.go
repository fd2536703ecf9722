// A chat server over TCP and its clients, in processes of their own: rooms, names, broadcasts, orderly departure.
//
// The server is the program named by PEER, or this one. Every client checks that it sees all messages of its room, those
// of each sender in their order.
package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"
)

const (
	clients  = 60
	rooms    = 4
	messages = 50
)

func check(err error) {
	if err != nil {
		fmt.Println("error:", err)
		os.Exit(1)
	}
}

type member struct {
	name string
	room *room
	out  chan string
}

type room struct {
	name    string
	mu      sync.Mutex
	members map[*member]bool
	said    int
}

type hub struct {
	mu    sync.Mutex
	rooms map[string]*room
	names map[string]bool
}

func (h *hub) enter(name, roomName string) (*member, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.names[name] {
		return nil, fmt.Errorf("the name %s is taken", name)
	}
	h.names[name] = true
	r := h.rooms[roomName]
	if r == nil {
		r = &room{name: roomName, members: map[*member]bool{}}
		h.rooms[roomName] = r
	}
	m := &member{name: name, room: r, out: make(chan string, 1024)}
	r.mu.Lock()
	r.members[m] = true
	r.mu.Unlock()
	return m, nil
}

func (h *hub) leave(m *member) {
	m.room.mu.Lock()
	delete(m.room.members, m)
	close(m.out)
	m.room.mu.Unlock()
	h.mu.Lock()
	delete(h.names, m.name)
	h.mu.Unlock()
}

func (r *room) say(from *member, text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.said++
	for m := range r.members {
		m.out <- "<" + from.name + "> " + text
	}
}

func (r *room) list() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var names []string
	for m := range r.members {
		names = append(names, m.name)
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

func (h *hub) talk(c net.Conn) {
	defer c.Close()
	in := bufio.NewScanner(c)
	if !in.Scan() {
		return
	}
	name, roomName, _ := strings.Cut(in.Text(), "@")
	m, err := h.enter(name, roomName)
	if err != nil {
		fmt.Fprintln(c, "refused:", err)
		return
	}
	written := make(chan bool)
	go func() {
		defer close(written)
		w := bufio.NewWriter(c)
		for line := range m.out {
			w.WriteString(line + "\n")
			if len(m.out) == 0 {
				w.Flush()
			}
		}
		w.WriteString("bye\n")
		w.Flush()
	}()
	m.out <- "welcome " + name
	for in.Scan() {
		switch text := in.Text(); text {
		case "/who":
			m.out <- "who: " + m.room.list()
		case "/quit":
			h.leave(m)
			<-written
			return
		default:
			m.room.say(m, text)
		}
	}
	h.leave(m)
	<-written
}

func serve() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	fmt.Println(l.Addr())
	h := &hub{rooms: map[string]*room{}, names: map[string]bool{}}
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			c, err := l.Accept()
			if errors.Is(err, net.ErrClosed) {
				return
			}
			check(err)
			wg.Go(func() { h.talk(c) })
		}
	})
	<-ctx.Done()
	l.Close()
	wg.Wait()
	all := []*room{}
	for _, r := range h.rooms {
		all = append(all, r)
	}
	slices.SortFunc(all, func(a, b *room) int { return cmp.Compare(a.name, b.name) })
	for _, r := range all {
		fmt.Println(r.name, "said", r.said, "left", len(r.members))
	}
}

type barrier struct {
	ready sync.WaitGroup
	gone  sync.WaitGroup
}

func join(addr, who string) (net.Conn, *bufio.Scanner) {
	c, err := net.DialTimeout("tcp", addr, 10*time.Second)
	check(err)
	fmt.Fprintln(c, who)
	return c, bufio.NewScanner(c)
}

func visit(addr string, number int, b *barrier) error {
	c, in := join(addr, fmt.Sprintf("client%02d@room%d", number, number%rooms))
	defer c.Close()
	if !in.Scan() || in.Text() != fmt.Sprintf("welcome client%02d", number) {
		return fmt.Errorf("client %d: greeted with %q", number, in.Text())
	}
	b.ready.Done()
	b.ready.Wait() // now all are in their rooms
	go func() {
		for i := range messages {
			fmt.Fprintf(c, "message %d\n", i)
		}
	}()
	next := map[string]int{}
	for range messages * clients / rooms {
		if !in.Scan() {
			return fmt.Errorf("client %d: connection ended: %v", number, in.Err())
		}
		from, text, _ := strings.Cut(in.Text(), "> ")
		if want := fmt.Sprint("message ", next[from]); text != want {
			return fmt.Errorf("client %d: %q from %s instead of %q", number, text, from, want)
		}
		next[from]++
	}
	if len(next) != clients/rooms {
		return fmt.Errorf("client %d: heard %d senders", number, len(next))
	}
	b.gone.Done()
	b.gone.Wait()
	fmt.Fprintln(c, "/quit")
	if !in.Scan() || in.Text() != "bye" {
		return fmt.Errorf("client %d: %q at the end", number, in.Text())
	}
	return nil
}

func main() {
	if len(os.Args) > 1 {
		serve()
		return
	}
	peer := os.Getenv("PEER")
	if peer == "" {
		peer = os.Args[0]
	}
	server := exec.Command(peer, "serve")
	server.Stderr = os.Stderr
	out, err := server.StdoutPipe()
	check(err)
	check(server.Start())
	lines := bufio.NewReader(out)
	addr, err := lines.ReadString('\n')
	check(err)
	addr = strings.TrimSpace(addr)

	var b barrier
	b.ready.Add(clients)
	b.gone.Add(clients)
	failures := make(chan error, clients)
	var wg sync.WaitGroup
	for i := range clients {
		wg.Go(func() {
			if err := visit(addr, i, &b); err != nil {
				failures <- err
				check(err)
			}
		})
	}
	wg.Wait()
	fmt.Println("failures:", len(failures))

	c, in := join(addr, "ann@quiet")
	in.Scan()
	fmt.Println(in.Text())
	d, second := join(addr, "ann@quiet")
	second.Scan()
	fmt.Println(second.Text())
	d.Close()
	fmt.Fprintln(c, "/who")
	in.Scan()
	fmt.Println(in.Text())
	c.(*net.TCPConn).CloseWrite()
	in.Scan()
	fmt.Println(in.Text())
	c.Close()
	check(server.Process.Signal(syscall.SIGTERM))
	rest, err := io.ReadAll(lines)
	check(err)
	fmt.Print(string(rest))
	fmt.Println(server.Wait(), server.ProcessState)
}
