// Package unsafe: sizes, offsets, pointer arithmetic, slices and strings from pointers.
package main

import "unsafe"

type layout struct {
	a bool
	b int64
	c uint16
	d string
	e [3]byte
	f struct{}
}

func main() {
	var l layout
	println(unsafe.Sizeof(l), unsafe.Alignof(l), unsafe.Offsetof(l.b), unsafe.Offsetof(l.d), unsafe.Offsetof(l.f))
	f := 1.5
	bits := *(*uint64)(unsafe.Pointer(&f))
	println(bits == 0x3ff8000000000000)
	arr := [4]int32{1, 2, 3, 4}
	p := unsafe.Pointer(&arr[0])
	third := (*int32)(unsafe.Add(p, 8))
	*third = 30
	println(arr[2], *(*int32)(unsafe.Pointer(uintptr(p) + 4)))
	s := unsafe.Slice(&arr[1], 2)
	println(len(s), cap(s), s[1])
	bytes := []byte("bytes")
	str := unsafe.String(&bytes[0], 3)
	println(str, *unsafe.StringData("data"), *unsafe.SliceData(bytes))
	println(unsafe.Sizeof(uintptr(0)), unsafe.Sizeof(""), unsafe.Sizeof([]int{}), unsafe.Sizeof(complex64(0)))
}
