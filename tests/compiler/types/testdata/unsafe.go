package p

import "unsafe"

type S struct {
	a byte
	b int64
	c byte
}

const (
	size   = unsafe.Sizeof(S{})
	offset = unsafe.Offsetof(S{}.b)
	align  = unsafe.Alignof(int32(0))
)

var (
	_ [size - 24]int
	_ [24 - size]int
	_ [offset - 8]int
	_ [align - 4]int
	p = unsafe.Pointer(&S{})
	_ = (*int)(unsafe.Add(p, 8))
	_ = unsafe.Slice((*byte)(p), 3)
	_ = unsafe.SliceData([]int{1})
	_ = unsafe.String((*byte)(p), 2)
	_ = unsafe.StringData("abc")
	_ = uintptr(p) + 8
	_ = unsafe.Pointer(uintptr(0))
	_ = unsafe.Sizeof[int] // ERROR "invalid operation|unsafe.Sizeof \(built-in\) must be called|cannot index"
	_ = unsafe.Offsetof(p) // ERROR "invalid argument: p is not a selector expression"
	_ = unsafe.Slice(1, 2) // ERROR "invalid argument: 1 \(untyped int constant\) is not a pointer"
	_ = (*int)(uintptr(0)) // ERROR "cannot convert uintptr\(0\) \(constant 0 of type uintptr\) to type \*int"
)
