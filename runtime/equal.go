// Equality of values by address, as type descriptors name it for types that are not plain memory.

package runtime

import "unsafe"

func strequal(p, q unsafe.Pointer) bool {
	return *(*string)(p) == *(*string)(q)
}

func f32equal(p, q unsafe.Pointer) bool {
	return *(*float32)(p) == *(*float32)(q)
}

func f64equal(p, q unsafe.Pointer) bool {
	return *(*float64)(p) == *(*float64)(q)
}

func c64equal(p, q unsafe.Pointer) bool {
	return *(*complex64)(p) == *(*complex64)(q)
}

func c128equal(p, q unsafe.Pointer) bool {
	return *(*complex128)(p) == *(*complex128)(q)
}

// sameDynamic compares the values of two interfaces of one dynamic type.
func sameDynamic(typ *_type, x, y unsafe.Pointer) bool {
	if typ == nil {
		return true
	}
	if typ.Equal == nil {
		gopanic(errorString("comparing uncomparable type " + typ.string()))
	}
	if typ.TFlag&tflagDirect != 0 {
		return x == y
	}
	return typ.Equal(x, y)
}

// nilinterequal compares interfaces without methods.
func nilinterequal(p, q unsafe.Pointer) bool {
	x, y := (*eface)(p), (*eface)(q)
	return x.typ == y.typ && sameDynamic(x.typ, x.data, y.data)
}

// interequal compares interfaces with methods. Equal types may have several itabs.
func interequal(p, q unsafe.Pointer) bool {
	x, y := (*iface)(p), (*iface)(q)
	if x.tab == nil || y.tab == nil {
		return x.tab == y.tab
	}
	return x.tab.typ == y.tab.typ && sameDynamic(x.tab.typ, x.data, y.data)
}

// efaceequal is x == y.
func efaceequal(x, y any) bool {
	a, b := efaceOf(&x), efaceOf(&y)
	return a.typ == b.typ && sameDynamic(a.typ, a.data, b.data)
}
