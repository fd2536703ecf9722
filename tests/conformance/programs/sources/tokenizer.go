// A tokenizer for Go-like text: a state machine of functions that return the next state, Unicode letters, escapes in
// strings, numbers with underscores, automatic semicolons; the tokens come through an iterator and are counted.
package main

import (
	"bufio"
	"fmt"
	"io"
	"iter"
	"maps"
	"os"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

type kind int

const (
	bad kind = iota
	identifier
	keyword
	number
	text
	operator
	semicolon
	comment
)

//go:noinline
func (k kind) String() string {
	return [...]string{"bad", "identifier", "keyword", "number", "text", "operator", "semicolon", "comment"}[k]
}

type token struct {
	kind
	text   string
	line   int
	column int // in runes, from 1
}

func (t token) Format(f fmt.State, verb rune) {
	switch {
	case verb == 's':
		io.WriteString(f, t.text)
	case f.Flag('+'):
		fmt.Fprintf(f, "%d:%d: %v %q", t.line, t.column, t.kind, t.text)
	default:
		fmt.Fprintf(f, "%v(%.12s)", t.kind, t.text)
	}
}

var keywords = func() map[string]struct{} {
	set := make(map[string]struct{})
	for word := range strings.FieldsSeq("break case chan const continue default defer else for func go if import interface map package range return select struct switch type var") {
		set[word] = struct{}{}
	}
	return set
}()

var operators = []string{"<<=", ">>=", "&^=", "...", "&&", "||", "<-", "++", "--", "==", "!=", "<=", ">=", ":=", "+=", "-=", "*=", "/=", "<<", ">>", "&^"}

type state func(*lexer) state

type lexer struct {
	source       string
	start, at    int
	line, column int
	from         struct{ line, column int }
	ends         bool // the last token may end a statement
	yield        func(token) bool
	stopped      bool
}

func tokens(source string) iter.Seq[token] {
	return func(yield func(token) bool) {
		l := &lexer{source: source, line: 1, column: 1, yield: yield}
		for next := state(between); next != nil && !l.stopped; {
			next = next(l)
		}
	}
}

func (l *lexer) peek() rune {
	if l.at >= len(l.source) {
		return -1
	}
	r, _ := utf8.DecodeRuneInString(l.source[l.at:])
	return r
}

func (l *lexer) advance() rune {
	r, size := utf8.DecodeRuneInString(l.source[l.at:])
	l.at += size
	l.column++
	if r == '\n' {
		l.line++
		l.column = 1
	}
	return r
}

func (l *lexer) run(accept func(rune) bool) {
	for r := l.peek(); r >= 0 && accept(r); r = l.peek() {
		l.advance()
	}
}

func (l *lexer) emit(k kind) state {
	t := token{k, l.source[l.start:l.at], l.from.line, l.from.column}
	switch k {
	case identifier, number, text:
		l.ends = true
	case keyword:
		l.ends = t.text == "break" || t.text == "continue" || t.text == "return"
	case operator:
		l.ends = strings.Contains(") ] } ++ --", t.text)
	case semicolon, bad:
		l.ends = false
	}
	l.stopped = !l.yield(t)
	return between
}

func between(l *lexer) state {
	l.run(func(r rune) bool { return unicode.IsSpace(r) && r != '\n' })
	l.start = l.at
	l.from.line, l.from.column = l.line, l.column
	switch r := l.peek(); {
	case r < 0:
		if l.ends {
			l.emit(semicolon)
		}
		return nil
	case r == '\n':
		if l.ends {
			l.emit(semicolon)
			l.start = l.at
		}
		l.advance()
		return between
	case unicode.IsLetter(r) || r == '_':
		return inWord
	case unicode.IsDigit(r):
		return inNumber
	case r == '"':
		return inString
	case r == '`':
		return inRaw
	case r == '\'':
		return inRune
	case strings.HasPrefix(l.source[l.at:], "//"):
		l.run(func(r rune) bool { return r != '\n' })
		return l.emit(comment)
	}
	return inOperator
}

func inWord(l *lexer) state {
	l.run(func(r rune) bool { return unicode.In(r, unicode.Letter, unicode.Digit) || r == '_' })
	if _, ok := keywords[l.source[l.start:l.at]]; ok {
		return l.emit(keyword)
	}
	return l.emit(identifier)
}

func inNumber(l *lexer) state {
	digits := "0123456789_"
	if rest := strings.ToLower(l.source[l.at:]); len(rest) > 1 && rest[0] == '0' {
		switch rest[1] {
		case 'x':
			digits = "0123456789abcdefABCDEF_x"
		case 'b':
			digits = "01_b"
		}
	}
	l.run(func(r rune) bool { return strings.ContainsRune(digits, r) })
	if l.peek() == '.' {
		l.advance()
		l.run(unicode.IsDigit)
	}
	if r := l.peek(); r == 'e' || r == 'E' {
		l.advance()
		if r := l.peek(); r == '+' || r == '-' {
			l.advance()
		}
		l.run(unicode.IsDigit)
	}
	return l.emit(number)
}

func (l *lexer) quoted(end rune) state {
	l.advance()
	for {
		switch l.peek() {
		case -1, '\n':
			return l.emit(bad)
		case end:
			l.advance()
			return l.emit(text)
		case '\\':
			l.advance()
			if r := l.peek(); r == '\n' || r < 0 {
				continue
			}
		}
		l.advance()
	}
}

func inString(l *lexer) state { return l.quoted('"') }
func inRune(l *lexer) state   { return l.quoted('\'') }

func inRaw(l *lexer) state {
	l.advance()
	l.run(func(r rune) bool { return r != '`' })
	if l.peek() < 0 {
		return l.emit(bad)
	}
	l.advance()
	return l.emit(text)
}

func inOperator(l *lexer) state {
	for _, op := range operators {
		if strings.HasPrefix(l.source[l.at:], op) {
			for range op {
				l.advance()
			}
			return l.emit(operator)
		}
	}
	if r := l.advance(); !strings.ContainsRune("+-*/%&|^<>=!()[]{},.:;~", r) {
		return l.emit(bad)
	} else if r == ';' {
		return l.emit(semicolon)
	}
	return l.emit(operator)
}

const sample = `package größe // a comment
func Ω(x, y int) (z float64) {
	z = 1_000.5e-3 + 0x_FF<<3 &^ 0b10
	s := "tab\t\"quote\"" + ` + "`raw\nstring`" + `
	for i := range 10 { x++; if x <= 'ß' { continue } }
	return
}
var broken = "no end
@ 日本語 "`

func main() {
	for t := range tokens(sample) {
		fmt.Printf("%+v\n", t)
	}
	counts := map[kind]int{}
	words := map[string]int{}
	source, err := io.ReadAll(bufio.NewReader(os.Stdin))
	if err != nil {
		panic(err)
	}
	for t := range tokens(string(source)) {
		counts[t.kind]++
		if t.kind == identifier {
			words[t.text]++
		}
	}
	for _, k := range slices.Sorted(maps.Keys(counts)) {
		fmt.Printf("%-11v%d\n", k, counts[k])
	}
	frequent := slices.SortedFunc(maps.Keys(words), func(a, b string) int {
		if words[a] != words[b] {
			return words[b] - words[a]
		}
		return strings.Compare(a, b)
	})
	fmt.Println(frequent[:min(6, len(frequent))])

	next, stop := iter.Pull(tokens("a b; c"))
	defer stop()
	for t, ok := next(); ok && t.kind != semicolon; t, ok = next() {
		fmt.Printf("%v %s|", t, t)
	}
	fmt.Println()
}
