// Strings that are made in frames: what leaves a frame must not lie in it.
package main

import (
	"fmt"
	"runtime"
	"strings"
)

var kept []string

//go:noinline
func length(s string) int { return len(s) }

//go:noinline
func keep(s string) { kept = append(kept, s) }

// alone is what it was given: the concatenation has one part that is not empty.
//
//go:noinline
func alone(b []byte, empty string) string {
	s := string(b)
	return s + empty
}

//go:noinline
func overwrite(depth int) byte {
	var block [512]byte
	for i := range block {
		block[i] = byte('0' + depth)
	}
	if depth > 0 {
		return overwrite(depth-1) + block[depth]
	}
	return block[0]
}

func last(words [][]byte) string {
	found := ""
	for _, word := range words {
		s := string(word)
		if length(s) > length(found) {
			found = s
		}
	}
	return found
}

func vowels(text string) int {
	n := 0
	for _, r := range text {
		if strings.Contains("aeiou", string(r)) {
			n++
		}
	}
	return n
}

func mallocs(f func()) uint64 {
	var before, after runtime.MemStats
	f()
	runtime.ReadMemStats(&before)
	for range 100 {
		f()
	}
	runtime.ReadMemStats(&after)
	return (after.Mallocs - before.Mallocs) / 100
}

func main() {
	for _, text := range []string{"", "x", "short", strings.Repeat("long", 20)} {
		keep(alone([]byte(text), ""))
		keep("<" + alone([]byte(text), kept[0]) + ">")
	}
	overwrite(5)
	fmt.Printf("%q\n", kept)
	fmt.Println(last([][]byte{[]byte("one"), []byte("three"), []byte("six"), []byte("ten")}))
	fmt.Println(vowels("strings in frames äöü"))

	bytes, runes, table := []byte("twelve bytes"), []rune("äöüß"), map[string]int{"ab": 1}
	a, b := string(bytes[:1]), string(bytes[1:2])
	total := 0
	fmt.Println(mallocs(func() { total += length(string(bytes)) }))
	fmt.Println(mallocs(func() { total += length(string(runes)) }))
	fmt.Println(mallocs(func() { total += length(string(runes[0])) }))
	fmt.Println(mallocs(func() { total += length(a + b + "c") }))
	fmt.Println(mallocs(func() { total += length(string(bytes) + string(bytes) + string(bytes)) }))
	fmt.Println(mallocs(func() { table[string(bytes[:1])]++ }))
	fmt.Println(total, table)
}
