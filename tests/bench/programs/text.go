// Text: splitting, joining, replacing, counting, formatting.
package main

import (
	"fmt"
	"strings"
)

func main() {
	text := strings.Repeat("the quick brown fox jumps over the lazy dog and says häßlich ", 4_000)
	total := 0
	for round := range 12 {
		words := strings.Fields(text)
		counts := map[string]int{}
		for _, word := range words {
			counts[strings.ToUpper(word)]++
		}
		joined := strings.Join(words, "-")
		total += len(strings.ReplaceAll(joined, "o", "00")) + counts["FOX"] + strings.Count(joined, "az")
		var out strings.Builder
		for i, word := range words[:20_000] {
			fmt.Fprintf(&out, "%d:%s;", i+round, word)
		}
		total += out.Len()
	}
	fmt.Println(total)
}
