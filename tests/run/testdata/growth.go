// Capacities after append follow gc's growth rule and size classes.
package main

type triple struct{ a, b, c byte }

type pointers struct {
	p *int
	n [9]int
}

func main() {
	var ints []int
	var strings []string
	var bytes []byte
	var triples []triple
	var holders []pointers
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
	println(cap(append([]int{}, make([]int, 5)...)), cap(append([]byte(nil), "0123456789abc"...)))
	println(cap(append([]int{1, 2, 3}, 4, 5, 6, 7)))
	println(cap([]byte("hello world, this is text")), cap([]rune("héllo")))
}
