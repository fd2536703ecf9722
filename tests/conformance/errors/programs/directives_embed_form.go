package a

import "embed"

//go:embed directives_*.go
var s string

//go:embed directives_*.go
var t int

//go:embed *.go
var u string

//go:embed directives_*.go
var v, w string

//go:embed directives_*.go
var z = "a"

//go:embed directives_*.go
type T int

//go:embed directives_*.go
var (
	q string
	r string
)

var (
	//go:embed directives_*.go
	q1 string
	//go:embed directives_*.go
)

//go:embed directives_*.go
func f() {
	//go:embed directives_*.go
	var x string
	_ = x
	//go:embed directives_*.go
	x = ""
}

//go:embed "x.txt
var quote string

//go:embed
var none string

//go:embed directives_*.go
const c = 1

var end embed.FS

//go:embed directives_*.go
