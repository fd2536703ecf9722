// Expressions of the one-pass, backtracking and NFA kinds over lines of a log.
package main

import (
	"fmt"
	"regexp"
	"strings"
)

var expressions = []string{
	`^(\d+)\.(\d+)\.(\d+)\.(\d+) - (\w+) `,
	`"(GET|POST) ([^ "]+)`,
	`(?i)error: .*timeout`,
	`[a-z]+ing\b`,
	`(\w+)@(\w+)\.(com|org|net)`,
	`(a|b|ab)*c{2,5}x?$`,
}

func lines() []string {
	var all []string
	for i := range 300 {
		all = append(all, fmt.Sprintf(
			`10.0.%d.%d - user%d "%s /path/to/page%d?running=fast HTTP/1.1" mail me@host%d.org Error: a Timeout ababababccx`,
			i%256, i*7%256, i, []string{"GET", "POST"}[i%2], i, i))
	}
	return all
}

func main() {
	text := lines()
	for _, expression := range expressions {
		re := regexp.MustCompile(expression)
		found, bytes := 0, 0
		for range 240 {
			for _, line := range text {
				if at := re.FindStringSubmatchIndex(line); at != nil {
					found++
					bytes += at[1]
				}
			}
		}
		replaced := len(re.ReplaceAllString(strings.Join(text, "\n"), "<$1>"))
		fmt.Println(found, bytes, replaced)
	}
}
