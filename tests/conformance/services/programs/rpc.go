// Calls between processes with net/rpc, in gob and in JSON, over TCP, HTTP and a pipe: many at once, errors, values of all kinds.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/rpc"
	"net/rpc/jsonrpc"
	"os"
	"os/exec"
	"sort"
	"strings"
	"sync"
	"time"
)

type Args struct{ A, B int }

type Quotient struct{ Quo, Rem int }

type Shape interface{ Area() float64 }

type Tree struct {
	Left, Right *Tree
	Value       int
	Names       map[string][]int
	When        time.Time
}

type Arith int

func (*Arith) Multiply(args *Args, reply *int) error {
	*reply = args.A * args.B
	return nil
}

func (*Arith) Divide(args Args, reply *Quotient) error {
	if args.B == 0 {
		return errors.New("divide by zero")
	}
	*reply = Quotient{args.A / args.B, args.A % args.B}
	return nil
}

func (*Arith) Slow(args Args, reply *int) error {
	time.Sleep(time.Duration(args.A) * time.Millisecond)
	*reply = args.A
	return nil
}

type Trees struct {
	mu   sync.Mutex
	kept []*Tree
}

func (t *Trees) Keep(tree *Tree, count *int) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept = append(t.kept, tree)
	*count = len(t.kept)
	return nil
}

func (t *Trees) Sum(which int, sum *int) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if which >= len(t.kept) {
		return fmt.Errorf("there are only %d trees", len(t.kept))
	}
	*sum = t.kept[which].sum()
	return nil
}

func (t *Tree) sum() int {
	if t == nil {
		return 0
	}
	return t.Value + t.Left.sum() + t.Right.sum()
}

func grow(depth, value int) *Tree {
	if depth == 0 {
		return nil
	}
	return &Tree{grow(depth-1, 2*value), grow(depth-1, 2*value+1), value, map[string][]int{"v": {value, -value}}, time.Unix(int64(value), 0)}
}

func check(err error) {
	if err != nil {
		fmt.Println("error:", err)
		os.Exit(1)
	}
}

func serve() {
	check(rpc.Register(new(Arith)))
	check(rpc.Register(new(Trees)))
	rpc.HandleHTTP()
	var addrs []string
	for _, kind := range []string{"gob", "json", "http"} {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		check(err)
		addrs = append(addrs, l.Addr().String())
		switch kind {
		case "gob":
			go rpc.Accept(l)
		case "json":
			go func() {
				for {
					c, err := l.Accept()
					check(err)
					go jsonrpc.ServeConn(c)
				}
			}()
		case "http":
			go http.Serve(l, nil)
		}
	}
	fmt.Println(strings.Join(addrs, " "))
	rpc.ServeConn(pipe{os.Stdin, os.Stdout})
}

type pipe struct {
	in  *os.File
	out *os.File
}

func (p pipe) Read(b []byte) (int, error)  { return p.in.Read(b) }
func (p pipe) Write(b []byte) (int, error) { return p.out.Write(b) }
func (p pipe) Close() error                { return errors.Join(p.in.Close(), p.out.Close()) }

func use(what string, c *rpc.Client) {
	var product int
	fmt.Println(what, c.Call("Arith.Multiply", &Args{6, 7}, &product), product)
	var q Quotient
	fmt.Println(what, c.Call("Arith.Divide", Args{17, 5}, &q), q)
	err := c.Call("Arith.Divide", Args{1, 0}, &q)
	var server rpc.ServerError
	fmt.Println(what, err, errors.As(err, &server))
	fmt.Println(what, c.Call("Arith.Nothing", Args{}, &q))
	fmt.Println(what, c.Call("Nothing.Add", Args{}, &q))
	var calls []*rpc.Call
	done := make(chan *rpc.Call, 20)
	for i := range 20 {
		calls = append(calls, c.Go("Arith.Slow", Args{A: 20 - i}, new(int), done))
	}
	var replies []int
	for range calls {
		call := <-done
		if call.Error != nil {
			fmt.Println(call.Error)
		}
		replies = append(replies, *call.Reply.(*int))
	}
	sort.Ints(replies)
	fmt.Println(what, replies)
	var wg sync.WaitGroup
	bad := make(chan string, 1000)
	for i := range 50 {
		wg.Go(func() {
			for j := range 20 {
				var r int
				if err := c.Call("Arith.Multiply", &Args{i, j}, &r); err != nil || r != i*j {
					bad <- fmt.Sprint(i, j, r, err)
				}
			}
		})
	}
	wg.Wait()
	fmt.Println(what, "wrong:", len(bad))
	var count, sum int
	check(c.Call("Trees.Keep", grow(8, 1), &count))
	fmt.Println(what, c.Call("Trees.Sum", count-1, &sum), count, sum)
	fmt.Println(what, c.Call("Trees.Sum", 100, &sum))
	fmt.Println(what, c.Close(), c.Call("Arith.Multiply", &Args{6, 7}, &product))
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
	in, err := server.StdinPipe()
	check(err)
	out, err := server.StdoutPipe()
	check(err)
	check(server.Start())
	lines := bufio.NewReader(out)
	line, err := lines.ReadString('\n')
	check(err)
	addrs := strings.Fields(line)
	c, err := rpc.Dial("tcp", addrs[0])
	check(err)
	use("gob", c)
	c, err = jsonrpc.Dial("tcp", addrs[1])
	check(err)
	use("json", c)
	c, err = rpc.DialHTTP("tcp", addrs[2])
	check(err)
	use("http", c)
	_, err = rpc.DialHTTPPath("tcp", addrs[2], "/nowhere")
	fmt.Println(strings.Contains(err.Error(), "unexpected HTTP response: 404 Not Found"))
	use("pipe", rpc.NewClient(both{lines, in}))
	fmt.Println(server.Wait())
}

type both struct {
	*bufio.Reader
	w interface {
		Write([]byte) (int, error)
		Close() error
	}
}

func (b both) Write(p []byte) (int, error) { return b.w.Write(p) }
func (b both) Close() error                { return b.w.Close() }
