package main

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
