// What modules take from package runtime by linkname: iterators of maps, random numbers, conversions.

package main

import "unsafe"

type iter struct {
	key, elem unsafe.Pointer
	rest      [10]uintptr
}

type eface struct{ typ, data unsafe.Pointer }

//go:linkname mapiterinit runtime.mapiterinit
func mapiterinit(t, m unsafe.Pointer, it *iter)

//go:linkname mapiternext runtime.mapiternext
func mapiternext(it *iter)

//go:linkname fastrandn runtime.fastrandn
func fastrandn(n uint32) uint32

//go:linkname convTstring runtime.convTstring
func convTstring(s string) unsafe.Pointer

func main() {
	m := map[string]int{"a": 1, "b": 2, "c": 3}
	var x any = m
	e := (*eface)(unsafe.Pointer(&x))
	var it iter
	sum, names := 0, 0
	for mapiterinit(e.typ, e.data, &it); it.key != nil; mapiternext(&it) {
		sum += *(*int)(it.elem)
		names += len(*(*string)(it.key))
	}
	println(sum, names, fastrandn(5) < 5, *(*string)(convTstring("text")))
}
