// A dump of the heap: every record of it can be read, and what the program knows of its objects is in there.
package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
)

type node struct {
	next  *node
	value int
	text  string
}

var (
	list  *node
	block []*node
	plain = make([]byte, 100_000)
)

// A reader goes through a dump.
type reader struct {
	rest  []byte
	count map[uint64]int
	fails int
}

func (r *reader) number() uint64 {
	n, size := binary.Uvarint(r.rest)
	if size <= 0 {
		panic("the dump ends in a number")
	}
	r.rest = r.rest[size:]
	return n
}

func (r *reader) skip(numbers int) {
	for range numbers {
		r.number()
	}
}

func (r *reader) bytes() []byte {
	n := r.number()
	text := r.rest[:n]
	r.rest = r.rest[n:]
	return text
}

// fields counts the places of pointers in so many bytes.
func (r *reader) fields(size int) (count int) {
	for kind := r.number(); kind != 0; kind = r.number() {
		if at := r.number(); kind != 1 || at%8 != 0 || at >= uint64(size) {
			r.fails++
		}
		count++
	}
	return count
}

// record reads a record; false at the end of the dump.
func (r *reader) record(object func(address uint64, content []byte, pointers int)) bool {
	tag := r.number()
	r.count[tag]++
	switch tag {
	case 0:
		return false
	case 1:
		address, content := r.number(), r.bytes()
		object(address, content, r.fields(len(content)))
	case 2:
		r.bytes()
		r.skip(1)
	case 3:
		r.skip(2)
		r.bytes()
		r.skip(1)
	case 4:
		r.skip(8)
		r.bytes()
		r.skip(4)
	case 5:
		r.skip(3)
		size := len(r.bytes())
		r.skip(3)
		r.bytes()
		r.fields(size)
	case 6:
		r.skip(4)
		if arch := string(r.bytes()); arch != runtime.GOARCH {
			r.fails++
		}
		if version := string(r.bytes()); version != runtime.Version() {
			r.fails++
		}
		r.skip(1)
	case 7, 11:
		r.skip(5)
	case 8, 17:
		r.skip(2)
	case 9:
		r.skip(3)
	case 10:
		r.skip(24 + 256 + 1)
	case 12, 13:
		r.skip(1)
		size := len(r.bytes())
		r.fields(size)
	case 14:
		r.skip(7)
	case 15:
		r.skip(6)
	case 16:
		r.skip(2)
		for range r.number() {
			r.bytes()
			r.bytes()
			r.skip(1)
		}
		r.skip(2)
	default:
		panic(fmt.Sprint("tag ", tag))
	}
	return true
}

func main() {
	for i := range 100 {
		list = &node{list, i, fmt.Sprint("text ", i)}
		block = append(block, list)
	}
	plain[99_999] = 42
	runtime.SetFinalizer(list, func(*node) {})
	wait := make(chan bool)
	go func() { <-wait }()
	runtime.Gosched()
	runtime.GC()

	folder, err := os.MkdirTemp("", "")
	check(err)
	defer os.RemoveAll(folder)
	file, err := os.Create(filepath.Join(folder, "dump"))
	check(err)
	debug.WriteHeapDump(file.Fd())
	check(file.Close())
	dump, err := os.ReadFile(file.Name())
	check(err)

	const header = "go1.7 heap dump\n"
	r := reader{rest: dump[len(header):], count: map[uint64]int{}}
	fmt.Println(string(dump[:len(header)]) == header)
	nodes, texts, large := map[uint64]uint64{}, 0, false
	for r.record(func(address uint64, content []byte, pointers int) {
		if len(content) == 32 && pointers == 2 {
			nodes[address] = binary.NativeEndian.Uint64(content)
		}
		if len(content) <= 16 {
			texts += bytes.Count(content, []byte("text "))
		}
		large = large || len(content) >= 100_000 && content[99_999] == 42 && pointers == 0
	}) {
	}
	length := 0
	for at := addressOf(list); at != 0; at = nodes[at] {
		length++
	}
	fmt.Println("list", length, "texts", texts >= 100, "large", large)
	fmt.Println("rest", len(r.rest), "fails", r.fails)
	fmt.Println("goroutines", r.count[4] >= 1, "frames", r.count[5] >= 2, "finalizers", r.count[7] >= 1)
	fmt.Println(r.count[6], r.count[10], r.count[12], r.count[13], r.count[9] > 0)
	wait <- true
	runtime.KeepAlive(block)
}

func addressOf(p *node) uint64 {
	var address uint64
	fmt.Sscanf(fmt.Sprintf("%p", p), "0x%x", &address)
	return address
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
