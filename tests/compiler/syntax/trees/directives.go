//go:build linux

// Package p.
package p

//go:linkname f runtime.f
func f()

// g does.
//
//go:noinline
//go:nosplit
func g() {}

//go:embed a.txt b/*.txt
var data string

var x = "//go:noinline"

func h() {} //go:noinline

//go:generate echo hello
