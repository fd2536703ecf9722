package main

import _ "unsafe" // for go:linkname

var (
	a    = b + 1
	b    = f()
	c, d = g()
	text = "static"
	pi   = 3.25
	_    = f()
)

func init() { a++ }
func init() { b++ }

func f() int         { return 1 }
func g() (int, bool) { return 2, true }

//go:noinline
func external(x int) int

//go:linkname renamed other.name
func renamed() { external(a) }

func main() { renamed() }

//go:linkname theirs runtime.zeroVal
var theirs [1024]byte

//go:linkname open
var open int

//go:linkname given elsewhere.given
var given = 3
