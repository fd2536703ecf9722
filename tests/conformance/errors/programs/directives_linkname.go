package c

import _ "unsafe"

type t int

var x, y int

//go:linkname x ok
//go:linkname nonexist nonexist
//go:linkname t notvarfunc
//go:linkname x duplicate
//go:linkname y
//go:linknamestd z
//go:linkname q
//go:linkname m foo[int]
//go:linkname method foo.bar

func m()

func nobody()

//go:noescape
func withbody() {}

//go:nosplit
//go:nosplit
func q() {}

func (t) method()

func (*t) other() {}
func generic[T any]() {}
