// A compressor: LZ77 with hash chains, then a Huffman code over its symbols; bit streams, container/heap, canonical
// codes, tables of structs, errors with positions, and a round trip of several kinds of data.
package main

import (
	"bytes"
	"cmp"
	"container/heap"
	"errors"
	"fmt"
	"io"
	"math/bits"
	"slices"
	"strings"
)

// bitWriter collects bits, the lowest first.
type bitWriter struct {
	bytes.Buffer
	pending uint64
	count   uint
}

func (w *bitWriter) write(value uint64, width uint) {
	w.pending |= value << w.count
	for w.count += width; w.count >= 8; w.count -= 8 {
		w.WriteByte(byte(w.pending))
		w.pending >>= 8
	}
}

func (w *bitWriter) finish() []byte {
	if w.count > 0 {
		w.WriteByte(byte(w.pending))
		w.pending, w.count = 0, 0
	}
	return w.Bytes()
}

// bitReader reads what a bitWriter wrote.
type bitReader struct {
	io.ByteReader
	pending uint64
	count   uint
	read    int // bits
}

func (r *bitReader) bits(width uint) (value uint64, err error) {
	for r.count < width {
		b, err := r.ReadByte()
		if err != nil {
			return 0, &CorruptError{r.read, io.ErrUnexpectedEOF}
		}
		r.pending |= uint64(b) << r.count
		r.count += 8
	}
	value = r.pending & (1<<width - 1)
	r.pending >>= width
	r.count -= width
	r.read += int(width)
	return value, nil
}

// CorruptError says at which bit a stream is wrong.
type CorruptError struct {
	Bit   int
	Cause error
}

func (e *CorruptError) Error() string { return fmt.Sprintf("corrupt at bit %d: %v", e.Bit, e.Cause) }
func (e *CorruptError) Unwrap() error { return e.Cause }

var (
	errCode     = errors.New("no such code")
	errDistance = errors.New("distance before the beginning")
)

type node struct {
	weight      int
	symbol      int
	left, right *node
}

type forest []*node

func (f forest) Len() int      { return len(f) }
func (f forest) Swap(i, j int) { f[i], f[j] = f[j], f[i] }
func (f forest) Less(i, j int) bool {
	return cmp.Or(cmp.Compare(f[i].weight, f[j].weight), cmp.Compare(f[i].symbol, f[j].symbol)) < 0
}
func (f *forest) Push(x any) { *f = append(*f, x.(*node)) }
func (f *forest) Pop() any {
	last := len(*f) - 1
	top := (*f)[last]
	(*f)[last] = nil
	*f = (*f)[:last]
	return top
}

// code is the canonical code of one symbol.
type code struct {
	symbol int
	length uint
	bits   uint64
}

// lengthsOf gives each symbol that occurs the length of its code.
func lengthsOf(weights []int) []uint8 {
	lengths := make([]uint8, len(weights))
	var trees forest
	for symbol, weight := range weights {
		if weight > 0 {
			trees = append(trees, &node{weight: weight, symbol: symbol})
		}
	}
	if len(trees) == 1 {
		lengths[trees[0].symbol] = 1
		return lengths
	}
	heap.Init(&trees)
	for len(trees) > 1 {
		a, b := heap.Pop(&trees).(*node), heap.Pop(&trees).(*node)
		heap.Push(&trees, &node{weight: a.weight + b.weight, symbol: min(a.symbol, b.symbol), left: a, right: b})
	}
	var walk func(n *node, depth uint8)
	walk = func(n *node, depth uint8) {
		if n.left == nil {
			lengths[n.symbol] = depth
			return
		}
		walk(n.left, depth+1)
		walk(n.right, depth+1)
	}
	if len(trees) > 0 {
		walk(trees[0], 0)
	}
	return lengths
}

func codesOf(lengths []uint8) []code {
	var codes []code
	for symbol, length := range lengths {
		if length > 0 {
			codes = append(codes, code{symbol: symbol, length: uint(length)})
		}
	}
	slices.SortFunc(codes, func(a, b code) int {
		return cmp.Or(cmp.Compare(a.length, b.length), cmp.Compare(a.symbol, b.symbol))
	})
	next, length := uint64(0), uint(0)
	for i := range codes {
		next <<= codes[i].length - length
		length = codes[i].length
		codes[i].bits = bits.Reverse64(next) >> (64 - length)
		next++
	}
	return codes
}

const (
	firstMatch = 256 // symbols from here on are lengths of matches
	minMatch   = 4
	maxMatch   = minMatch + 31
	symbols    = firstMatch + maxMatch - minMatch + 2
	endSymbol  = symbols - 1
	window     = 1 << 12
)

type item struct{ symbol, distance int }

// match finds repetitions through chains of equal hashes.
func match(data []byte) (items []item) {
	var heads [1 << 10]int
	chain := make([]int, len(data)+1)
	insert := func(at int) {
		h := hash(data[at:])
		chain[at], heads[h] = heads[h], at+1
	}
	for at := 0; at < len(data); {
		best, distance := 0, 0
		if at+minMatch <= len(data) {
			tries := 16
			for from := heads[hash(data[at:])] - 1; from >= 0 && at-from <= window && tries > 0; from = chain[from] - 1 {
				length := 0
				for length < maxMatch && at+length < len(data) && data[from+length] == data[at+length] {
					length++
				}
				if length > best {
					best, distance = length, at-from
				}
				tries--
			}
		}
		if best < minMatch {
			items = append(items, item{symbol: int(data[at])})
			best = 1
		} else {
			items = append(items, item{firstMatch + best - minMatch, distance})
		}
		for end := at + best; at < end; at++ {
			if at+minMatch <= len(data) {
				insert(at)
			}
		}
	}
	return append(items, item{symbol: endSymbol})
}

func hash(data []byte) uint32 {
	word := uint32(data[0]) | uint32(data[1])<<8 | uint32(data[2])<<16 | uint32(data[3])<<24
	return word * 2654435761 >> 22
}

func compress(data []byte) []byte {
	items := match(data)
	weights := make([]int, symbols)
	for _, it := range items {
		weights[it.symbol]++
	}
	lengths := lengthsOf(weights)
	table := map[int]code{}
	for _, c := range codesOf(lengths) {
		table[c.symbol] = c
	}
	var w bitWriter
	for _, length := range lengths {
		w.write(uint64(length), 5)
	}
	for _, it := range items {
		w.write(table[it.symbol].bits, table[it.symbol].length)
		if it.distance > 0 {
			w.write(uint64(it.distance-1), 12)
		}
	}
	return w.finish()
}

func decompress(packed []byte) (data []byte, err error) {
	r := &bitReader{ByteReader: bytes.NewReader(packed)}
	lengths := make([]uint8, symbols)
	for i := range lengths {
		length, err := r.bits(5)
		if err != nil {
			return nil, err
		}
		lengths[i] = uint8(length)
	}
	type key struct {
		length uint
		bits   uint64
	}
	table := make(map[key]int)
	longest := uint(0)
	for _, c := range codesOf(lengths) {
		table[key{c.length, c.bits}] = c.symbol
		longest = c.length
	}
	for {
		var k key
		symbol, ok := 0, false
		for !ok {
			if k.length == longest {
				return data, &CorruptError{r.read, errCode}
			}
			bit, err := r.bits(1)
			if err != nil {
				return data, err
			}
			k.bits |= bit << k.length
			k.length++
			symbol, ok = table[k]
		}
		switch {
		case symbol == endSymbol:
			return data, nil
		case symbol < firstMatch:
			data = append(data, byte(symbol))
		default:
			distance, err := r.bits(12)
			if err != nil {
				return data, err
			}
			from := len(data) - int(distance) - 1
			if from < 0 {
				return data, &CorruptError{r.read, errDistance}
			}
			for range symbol - firstMatch + minMatch {
				data = append(data, data[from])
				from++
			}
		}
	}
}

func samples() []struct {
	name string
	data []byte
} {
	noise := make([]byte, 2000)
	state := uint32(1)
	for i := range noise {
		state = state*1664525 + 1013904223
		noise[i] = byte(state >> 24)
	}
	return []struct {
		name string
		data []byte
	}{
		{"empty", nil},
		{"one", []byte("x")},
		{"zeros", make([]byte, 5000)},
		{"text", []byte(strings.Repeat("The quick brown fox jumps over the lazy dog; ", 40) + "ünïcödé")},
		{"noise", noise},
		{"mixed", append(bytes.Repeat([]byte{1, 2, 3, 4, 5}, 300), noise[:500]...)},
	}
}

func main() {
	for _, sample := range samples() {
		packed := compress(sample.data)
		back, err := decompress(packed)
		fmt.Printf("%-6s %5d -> %5d bytes, equal %t, error %v\n", sample.name, len(sample.data), len(packed), bytes.Equal(back, sample.data), err)
	}
	weights := make([]int, 8)
	for i := range weights {
		weights[i] = 1 << i
	}
	for _, c := range codesOf(lengthsOf(weights)) {
		fmt.Printf("%d:%0*b ", c.symbol, int(c.length), bits.Reverse64(c.bits)>>(64-c.length))
	}
	fmt.Println()

	packed := compress([]byte(strings.Repeat("abcdefgh", 30)))
	for _, broken := range [][]byte{packed[:3], packed[:len(packed)-2], append(packed[:len(packed)-3:len(packed)-3], 0xff, 0xff, 0xff)} {
		data, err := decompress(broken)
		var corrupt *CorruptError
		fmt.Println(len(data), err, errors.Is(err, io.ErrUnexpectedEOF), errors.As(err, &corrupt) && corrupt.Bit > 0)
	}
}
