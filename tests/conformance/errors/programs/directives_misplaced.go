//go:noinline

// Package d
package d

import _ "unsafe"

//go:noescape
func withbody() {}
func nobody()
//go:linkname nobody2 foo.bar
func nobody2()

//go:build ignore
func k() {}

//go:nosplit
const cc = 1
//go:noinline
var f = func() {}
