package main

import "strings"

type list []string

func (l list) join() string { return strings.Join(l, 1) }

func (l list) join(sep string) string { return strings.join(l, sep) }

func (n int) double() int { return n * 2 }

func main() {
	var l *list
	l.append("x")
	l.join = nil
	list.join()
	_ = l.join.x
}
