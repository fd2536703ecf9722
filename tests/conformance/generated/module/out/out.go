// Package out is how generated programs show what they do: a line per value, flushed after each case, so that what was
// shown before a crash is not lost.
package out

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
	"strings"
)

var writer = bufio.NewWriter(os.Stdout)

// Program begins the output of a program.
func Program(number int) {
	fmt.Fprintf(writer, "=== %d\n", number)
	writer.Flush()
}

// Case runs f to its end, which may be a panic.
func Case(name string, f func()) {
	fmt.Fprintf(writer, "--- %s\n", name)
	defer writer.Flush()
	defer func() {
		if r := recover(); r != nil {
			fmt.Fprintln(writer, "panic:", Describe(r))
		}
	}()
	f()
}

// Kept is what Keep was called with last.
var Kept any

// Keep lets a value escape to the heap.
func Keep(value any) { Kept = value }

// Show prints values with their types.
func Show(values ...any) {
	for i, value := range values {
		if i > 0 {
			writer.WriteByte(' ')
		}
		switch value := value.(type) {
		case string:
			fmt.Fprintf(writer, "%q", value)
		case bool, int:
			fmt.Fprintf(writer, "%v", value)
		default:
			fmt.Fprintf(writer, "%T(%+v)", value, value)
		}
	}
	writer.WriteByte('\n')
}

// Describe says what was panicked with.
func Describe(r any) string {
	if _, ok := r.(runtime.Error); ok {
		return fmt.Sprint("runtime error of ", strings.TrimPrefix(r.(error).Error(), "runtime error: "))
	}
	if err, ok := r.(error); ok {
		return "error " + err.Error()
	}
	return fmt.Sprintf("%T(%+v)", r, r)
}

// Cut keeps texts short.
func Cut(text string) string {
	if len(text) > 40 {
		return text[len(text)-40:]
	}
	return text
}

// Whole is a float that every integer type of at least 64 bits can hold; NaN is 0.
func Whole(value float64) float64 {
	switch {
	case value != value:
		return 0
	case value > 1e15:
		return 1e15
	case value < -1e15:
		return -1e15
	}
	return value
}

// Pick is value, but the compiler cannot know.
//
//go:noinline
func Pick[T any](value T) T { return value }
