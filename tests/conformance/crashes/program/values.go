package main

import (
	"errors"
	"fmt"
)

type (
	myBool    bool
	myInt     int
	myInt8    int8
	myUint16  uint16
	myUintptr uintptr
	myFloat32 float32
	myFloat   float64
	myComplex complex128
	myComplex64 complex64
	myString  string
	pair      struct{ a, b int }
	failure   struct{ text string }
	named     struct{ name string }
	number    int
	pointerError struct{}
)

func (f failure) Error() string { return "failure: " + f.text }

func (n named) String() string { return "named " + n.name }

func (n number) Error() string { return fmt.Sprint("number ", int(n)) }

func (p *pointerError) Error() string { return "through a pointer" }

type badError struct{}

func (badError) Error() string { panic("Error panics") }

type badStringer struct{ p *int }

func (b badStringer) String() string { return fmt.Sprint(*b.p) }

func init() {
	values := map[string]any{
		"bool": true, "int": -5, "int8": int8(-8), "int16": int16(16), "int32": int32(-32), "rune": 'x', "int64": int64(1) << 62,
		"uint": uint(7), "uint8": uint8(255), "uint16": uint16(9), "uint32": uint32(1 << 31), "uint64": uint64(1) << 63,
		"uintptr": uintptr(4096), "float32": float32(1.5), "float64": -2.25e100, "complex64": complex64(1 + 2i),
		"complex128": 3 - 4i, "string": "text", "lines": "one\ntwo\n\ngoroutine 1 [running]:\nx", "empty": "",
		"mybool": myBool(false), "myint": myInt(5), "myint8": myInt8(-1), "myuint16": myUint16(3), "myuintptr": myUintptr(1),
		"myfloat32": myFloat32(0.25), "myfloat": myFloat(1e-9), "mycomplex": myComplex(1i), "mycomplex64": myComplex64(2), "mystring": myString("a\nb"),
		"struct": pair{1, 2}, "pointer": &pair{1, 2}, "slice": []int{1}, "map": map[string]int{}, "func": func() {},
		"chan": make(chan int), "array": [2]int{1, 2}, "error": errors.New("an error"), "wrapped": fmt.Errorf("more: %w", errors.New("inner")),
		"failure": failure{"f"}, "stringer": named{"n"}, "number": number(3), "pointererror": &pointerError{},
		"nilpointererror": (*pointerError)(nil), "baderror": badError{}, "badstringer": badStringer{}, "nilerror": error(nil),
		"multiline": errors.New("first\nsecond"), "anonymous": struct{ X int }{1}, "generic": box[int]{1}, "nilstringer": (*named)(nil),
	}
	for name, value := range values {
		add("value_"+name, func() { raise(value) })
	}
}

type box[T any] struct{ v T }

//go:noinline
func raise(v any) { panic(v) }
