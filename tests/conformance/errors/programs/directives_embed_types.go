package h

import "embed"

type B []byte
type S string
type U byte

//go:embed directives_*.go
var a B
//go:embed directives_*.go
var b S
//go:embed directives_*.go
var c []U
//go:embed directives_*.go
var d [3]byte
//go:embed directives_*.go
var e *string
//go:embed directives_*.go
var f embed.FS
//go:embed directives_*.go
var g F
type F = embed.FS
