package main

import "sync"

// Structures that goroutines change all the time: each move of a pointer is one that the collector must not lose.
type node struct {
	next  *node
	left  *node
	pad   [3]int
	value int
	items []*node
	m     map[int]*node
	any   any
}

type ring struct {
	slots [64]*node
	extra [200]*node
}

func list(n int) *node {
	var head *node
	for i := range n {
		head = &node{next: head, value: i}
	}
	return head
}

func sum(n *node) int {
	s := 0
	for ; n != nil; n = n.next {
		s += n.value
	}
	return s
}

// shuffle moves lists between slots such that each is in one place only, for a moment on the stack alone.
func shuffle(seed uint32, rounds int, done *sync.WaitGroup, out *int) {
	defer done.Done()
	r := &ring{}
	for i := range r.slots {
		r.slots[i] = list(i + 1)
	}
	big := make([]*node, 40000)
	for i := range big {
		big[i] = &node{value: i}
	}
	m := map[int]*node{}
	for round := range rounds {
		seed = seed*1664525 + 1013904223
		a, b := int(seed>>8)%64, int(seed>>20)%64
		x := r.slots[a]
		r.slots[a] = nil
		y := r.slots[b]
		r.slots[b] = x
		r.slots[a] = y
		k := int(seed>>4) % len(big)
		j := int(seed>>7) % len(big)
		big[k], big[j] = big[j], big[k]
		n := &node{next: big[k], left: r.slots[a], any: x}
		m[round%100] = n
		n.items = append(n.items, x, y, big[j])
		if round%5 == 0 {
			old := *n
			*n = node{}
			m[round%100+1000] = &old
		}
		r.extra[round%200] = m[(round*7)%100]
		if round%1000 == 0 {
			copy(big[100:], big[:20000])
			for i := range big {
				if big[i] == nil || big[i].value < 0 {
					panic("lost")
				}
			}
			for i := 0; i < 20000; i++ {
				big[100+i] = &node{value: i}
			}
		}
	}
	s := 0
	for _, l := range r.slots {
		s += sum(l)
	}
	for _, n := range big {
		s += n.value >> 20
	}
	for _, n := range m {
		if n.next != nil && n.next.value < 0 {
			panic("bad")
		}
	}
	*out = s
}

func pass(in <-chan *node, out chan<- *node, n int) {
	for range n {
		x := <-in
		out <- &node{next: x.next, value: x.value + 1, left: x}
	}
}

func main() {
	var done sync.WaitGroup
	results := make([]int, 6)
	for i := range results {
		done.Add(1)
		go shuffle(uint32(i+1), 2000, &done, &results[i])
	}
	first := make(chan *node)
	in := first
	for range 20 {
		out := make(chan *node)
		go pass(in, out, 500)
		in = out
	}
	go func() {
		for range 500 {
			first <- &node{next: list(3)}
		}
	}()
	total := 0
	for range 500 {
		x := <-in
		total += x.value + sum(x.next)
		x = x.left
		for x != nil && x.left != nil {
			x = x.left
			total += sum(x.next)
		}
	}
	done.Wait()
	println(total)
	for _, r := range results {
		println(r)
	}
}
