// Packages errors, strings, bytes, strconv, unicode/utf8, sort.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sort"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

type codeError struct{ code int }

func (e *codeError) Error() string { return "code " + strconv.Itoa(e.code) }

type byLength []string

func (s byLength) Len() int           { return len(s) }
func (s byLength) Less(i, j int) bool { return len(s[i]) < len(s[j]) }
func (s byLength) Swap(i, j int)      { s[i], s[j] = s[j], s[i] }

func errorChains() {
	base := &codeError{7}
	wrapped := fmt.Errorf("outer: %w", fmt.Errorf("inner: %w", base))
	var found *codeError
	fmt.Println(wrapped, errors.As(wrapped, &found), found.code, errors.Is(wrapped, base))
	joined := errors.Join(base, fs.ErrNotExist)
	fmt.Println(joined, errors.Is(joined, os.ErrNotExist), errors.Unwrap(wrapped))
	_, err := strconv.ParseInt("99999999999999999999", 10, 64)
	fmt.Println(err, errors.Is(err, strconv.ErrRange))
}

func words() {
	text := "The quick brown fox jumps over the lazy dog; ünïcödé too."
	fields := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) })
	sort.Sort(sort.Reverse(byLength(fields)))
	fmt.Println(len(fields), fields[0], strings.Title("many words"))
	before, after, ok := strings.Cut("key=value=more", "=")
	fmt.Println(before, after, ok, strings.Count("cheese", "e"), strings.LastIndex("go gopher", "go"))
	fmt.Println(strings.Map(func(r rune) rune {
		if unicode.IsUpper(r) {
			return unicode.ToLower(r)
		}
		return unicode.ToUpper(r)
	}, text))
	fmt.Println(strings.TrimFunc("123abc456", unicode.IsDigit), strings.TrimLeft("xxabc", "x"), strings.TrimSuffix("a.go", ".go"))
	fmt.Println(utf8.RuneCountInString(text), utf8.ValidString("a\xffb"), []rune("héé"), []byte("hé"))
	fmt.Printf("%q\n", strings.SplitAfterN("a,b,c,d", ",", 3))
	for i, line := range bytes.Split([]byte("one\ntwo\nthree"), []byte{'\n'}) {
		fmt.Print(i, ":", string(bytes.ToUpper(line)), " ")
	}
	fmt.Println(bytes.Compare([]byte("a"), []byte("b")), bytes.Contains([]byte("seafood"), []byte("foo")))
}

func numbers() {
	for _, f := range []float64{0, 1, -1.5, 1e21, 1e-7, 123456789, 0.1 + 0.2, 5e-324, 1.7976931348623157e308} {
		fmt.Print(strconv.FormatFloat(f, 'g', -1, 64), " ", strconv.FormatFloat(f, 'e', 3, 64), " ")
	}
	fmt.Println()
	for _, s := range []string{"1", "1.5e3", "0x1p-2", "inf", "nan", "1_000", "abc", "1e999"} {
		f, err := strconv.ParseFloat(s, 64)
		fmt.Println(f, err)
	}
	n, err := strconv.ParseInt("-0b1010", 0, 8)
	fmt.Println(n, err, strconv.FormatInt(-255, 16), strconv.Quote("tab\t\"q\" \u2028 \U0001F600"), strconv.AppendBool(nil, true))
	s, err := strconv.Unquote(`"a\tb\u00e9"`)
	fmt.Println(s, err)
	x := sort.SearchInts([]int{1, 3, 5, 7}, 5)
	people := []struct {
		Name string
		Age  int
	}{{"Ann", 30}, {"Bob", 25}, {"Cid", 30}, {"Dee", 25}}
	sort.SliceStable(people, func(i, j int) bool { return people[i].Age < people[j].Age })
	fmt.Println(x, people)
}

func main() {
	errorChains()
	words()
	numbers()
}
