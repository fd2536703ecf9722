package main

import "unsafe"

type doer interface{ do() int }

type impl struct {
	n    int
	next *impl
}

func (i *impl) do() int { return i.n }

// Data.
var (
	first    doer = &impl{1, &impl{n: 2}}
	function      = func() int { return 3 }
	bound         = first.do
	third         = &array[3]
	array         = [4]int32{1, 2, 3, 4}
	boxed         = []any{1, "x", nil, first, [2]bool{false, true}}
	inner         = first.(*impl).next.n << len(array)
)

// Code: what is read is not what was stored; the slice has room; a call; what the call may have changed; a nil pointer.
var (
	half    = *(*uint16)(unsafe.Pointer(&impl{n: 0x12345678}))
	some    = array[1:3]
	called  = call()
	changed = array[2]
	broken  = (*impl)(nil).n
)

func call() int { array[2] = 9; return 4 }
