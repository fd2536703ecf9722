package p

import "embed"

//go:embed directives_*.go
var two, names string

//go:embed directives_*.go
var value = "a"

//go:embed directives_*.go
type T int

var (
	//go:embed directives_*.go
	fine string
	//go:embed directives_*.go
	number int
)

//go:embed directives_*.go
func f() {
	//go:embed directives_*.go
	var x string
	_ = x
}

//go:embed directives_*.go
//go:embed *.go
const c = 1

//go:embed directives_*.go
//go:embed *.go
var both, values = 1, 2

var files embed.FS

//go:noinline
var alias = func() {}
