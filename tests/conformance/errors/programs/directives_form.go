package c

import _ "unsafe"

type t int

var x, y int

//go:linkname x ok
//go:linkname nonexist nonexist
//go:linkname t notvarfunc
//go:linkname x duplicate
//go:linkname y
//go:linkname
//go:linkname a b c d
//go:linkname q
//go:linkname y foo[int]

func nobody()

//go:noescape
func withbody() {}

//go:nosplit
//go:nosplit
func q() {}
