// Package lib greets.
package lib

import "strings"

// Greeting of a path.
func Greeting(path string) string { return "hello " + strings.TrimPrefix(path, "/") }
