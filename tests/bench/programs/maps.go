// Maps by integer and by string, growing, looked up, deleted from.
package main

import "strconv"

const entries = 400_000

func main() {
	squares := make(map[int]int)
	for i := range entries {
		squares[i*7] = i
	}
	sum := 0
	for round := range 5 {
		for i := range entries {
			sum += squares[i*(round+1)]
		}
	}
	for i := 0; i < entries; i += 2 {
		delete(squares, i*7)
	}
	println(len(squares), sum)
	words := map[string]int{}
	for i := range entries {
		words["key"+strconv.Itoa(i%50_000)] += i
	}
	total := 0
	for word, n := range words {
		total += len(word) * (n & 0xff)
	}
	println(len(words), total)
}
