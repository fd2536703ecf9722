package main

import "io"

type base struct{ id int }

func (base) name() string { return "" }

type other struct{ id int }

func (*other) name() string { return "" }

type both struct {
	base
	*other
	io.Reader
	base
}

type loud interface{ name() string }

var _ loud = both{}
var _ loud = other{}
var _ io.ReadWriter = both{}

func main() {
	var b both
	_ = b.id
	_ = b.read
	b.Read(1)
}
