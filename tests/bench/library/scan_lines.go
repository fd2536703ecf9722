// Lines and words are read through bufio.Scanner and bufio.Reader, cut and counted.
package main

import (
	"bufio"
	"bytes"
	"fmt"
	"strconv"
	"strings"
)

func main() {
	var buf bytes.Buffer
	for i := range 100_000 {
		fmt.Fprintf(&buf, "%d some words of line %d, and a number=%d\n", i, i*3, i*i)
	}
	data := buf.Bytes()
	lines, words, runes, sum := 0, 0, 0, 0
	for range 15 {
		scanner := bufio.NewScanner(bytes.NewReader(data))
		for scanner.Scan() {
			lines++
			if _, number, found := strings.Cut(scanner.Text(), "number="); found {
				n, err := strconv.Atoi(number)
				if err != nil {
					panic(err)
				}
				sum += n & 15
			}
		}
		scanner = bufio.NewScanner(bytes.NewReader(data))
		scanner.Split(bufio.ScanWords)
		for scanner.Scan() {
			words++
		}
		reader := bufio.NewReader(bytes.NewReader(data))
		for {
			line, err := reader.ReadString('\n')
			if err != nil {
				break
			}
			runes += len(strings.Fields(line))
		}
	}
	fmt.Println(lines, words, runes, sum)
}
