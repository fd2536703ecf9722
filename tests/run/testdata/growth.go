// Capacities after append follow gc's growth rule and size classes.
package main

type triple struct{ a, b, c byte }

type pointers struct {
	p *int
	n [9]int
}

// Package-level variables: gc gives a slice that does not escape a first buffer on the stack, of another capacity.
var (
	ints    []int
	strings []string
	bytes   []byte
	triples []triple
	holders []pointers
	runes   []rune
)

func main() {
	last := [5]int{}
	for i := 0; i < 3000; i++ {
		ints = append(ints, i)
		strings = append(strings, "")
		bytes = append(bytes, 1)
		triples = append(triples, triple{})
		holders = append(holders, pointers{})
		now := [5]int{cap(ints), cap(strings), cap(bytes), cap(triples), cap(holders)}
		if now != last {
			println(i, now[0], now[1], now[2], now[3], now[4])
			last = now
		}
	}
	ints = append([]int{}, make([]int, 5)...)
	bytes = append([]byte(nil), "0123456789abc"...)
	println(cap(ints), cap(bytes))
	ints = append([]int{1, 2, 3}, 4, 5, 6, 7)
	text := "hello world, this is text"
	bytes = []byte(text[1:])
	runes = []rune(text[20:])
	println(cap(ints), cap(bytes), cap(runes))
}
