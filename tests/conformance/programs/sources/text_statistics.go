// Word statistics of standard input, as a command with flags: bufio scanners with a split function of its own, regular
// expressions, sorting by several keys, aligned columns, a flag type of its own, exit codes by what went wrong.
// Arguments:
// Arguments: -top 3 -min 4 -case
// Arguments: -match ^[aeiou] -columns word,share -top=5
// Arguments: -columns word,colour
// Arguments: -top many
// Arguments: -match [ rest
// Arguments: -h
package main

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"text/tabwriter"
	"unicode"
	"unicode/utf8"
)

// columns is a flag: a list of names.
type columns []string

var known = map[string]func(w *word, total int) string{
	"word":  func(w *word, _ int) string { return w.text },
	"count": func(w *word, _ int) string { return fmt.Sprint(w.count) },
	"share": func(w *word, total int) string { return fmt.Sprintf("%.1f%%", 100*float64(w.count)/float64(total)) },
	"first": func(w *word, _ int) string { return fmt.Sprintf("line %d", w.line) },
}

func (c *columns) String() string { return strings.Join(*c, ",") }

func (c *columns) Set(text string) error {
	*c = nil
	for name := range strings.SplitSeq(text, ",") {
		if _, ok := known[name]; !ok {
			return fmt.Errorf("no column %q", name)
		}
		*c = append(*c, name)
	}
	return nil
}

type word struct {
	text  string
	count int
	line  int
}

type options struct {
	top, min int
	keepCase bool
	match    *regexp.Regexp
	columns  columns
}

func parse(arguments []string, output io.Writer) (*options, error) {
	o := &options{columns: columns{"word", "count", "first"}}
	set := flag.NewFlagSet("statistics", flag.ContinueOnError)
	set.SetOutput(output)
	set.IntVar(&o.top, "top", 8, "show `n` words")
	set.IntVar(&o.min, "min", 1, "leave out words that are shorter")
	set.BoolVar(&o.keepCase, "case", false, "distinguish upper and lower case")
	set.Var(&o.columns, "columns", "comma-separated `names` of what to show")
	set.Func("match", "only words that match a `pattern`", func(text string) (err error) {
		o.match, err = regexp.Compile(text)
		return err
	})
	if err := set.Parse(arguments); err != nil {
		return nil, err
	}
	if set.NArg() > 0 {
		return nil, fmt.Errorf("what is %q?", set.Args())
	}
	return o, nil
}

// scanWords splits as words of letters with apostrophes and hyphens inside; line ends are tokens of their own.
func scanWords(data []byte, atEOF bool) (advance int, tok []byte, err error) {
	inside := func(r rune) bool { return unicode.IsLetter(r) || r == '\'' || r == '-' }
	start := 0
	for start < len(data) {
		r, size := utf8.DecodeRune(data[start:])
		if r == '\n' {
			return start + 1, data[start : start+1], nil
		}
		if unicode.IsLetter(r) {
			break
		}
		start += size
	}
	end := start
	for end < len(data) {
		r, size := utf8.DecodeRune(data[end:])
		if !inside(r) {
			return end, bytes.TrimRight(data[start:end], "'-"), nil
		}
		end += size
	}
	if atEOF && end > start {
		return end, data[start:end], nil
	}
	return start, nil, nil
}

func count(r io.Reader, o *options) (words []*word, total int, err error) {
	byText := make(map[string]*word)
	scanner := bufio.NewScanner(r)
	scanner.Buffer(make([]byte, 16), 64) // small, so that it has to be filled again
	scanner.Split(scanWords)
	line := 1
	for scanner.Scan() {
		text := scanner.Text()
		if text == "\n" {
			line++
			continue
		}
		if !o.keepCase {
			text = strings.ToLower(text)
		}
		if utf8.RuneCountInString(text) < o.min || o.match != nil && !o.match.MatchString(text) {
			continue
		}
		total++
		w, ok := byText[text]
		if !ok {
			w = &word{text: text, line: line}
			byText[text] = w
			words = append(words, w)
		}
		w.count++
	}
	slices.SortStableFunc(words, func(a, b *word) int {
		return cmp.Or(-cmp.Compare(a.count, b.count), strings.Compare(a.text, b.text))
	})
	return words, total, scanner.Err()
}

func report(out io.Writer, words []*word, total int, o *options) error {
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', tabwriter.AlignRight|tabwriter.Debug)
	fmt.Fprintln(w, strings.Join(o.columns, "\t")+"\t")
	for _, item := range words[:min(o.top, len(words))] {
		for _, name := range o.columns {
			fmt.Fprint(w, known[name](item, total), "\t")
		}
		fmt.Fprintln(w)
	}
	return w.Flush()
}

func main() {
	o, err := parse(os.Args[1:], os.Stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return
	case err != nil:
		fmt.Fprintln(os.Stderr, "statistics:", err)
		os.Exit(2)
	}
	words, total, err := count(os.Stdin, o)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Printf("%d words, %d different\n", total, len(words))
	if err := report(os.Stdout, words, total, o); err != nil {
		panic(err)
	}
	hyphens := regexp.MustCompile(`(?i)\b(\pL+)-(\pL+)\b`)
	for _, w := range words {
		if parts := hyphens.FindStringSubmatch(w.text); parts != nil {
			fmt.Println(hyphens.ReplaceAllString(w.text, "$2 of $1"), len(parts))
		}
	}
	if len(words) < 5 {
		os.Exit(3)
	}
}
