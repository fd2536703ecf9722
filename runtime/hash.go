// Hashes of map keys by address, as map types name them for keys that are not plain memory.
//
// Equal keys have equal hashes: 0 and -0 hash alike; no two NaNs are equal, so each gets a hash of its own.

package runtime

import (
	"internal/runtime/maps"
	"unsafe"
)

const hashOfZero = 0x9e3779b97f4a7c15 & (1<<63 - 1)

type arraytype struct {
	typ   _type
	elem  *_type
	slice *_type
	len   uintptr
}

type structfield struct {
	name   unsafe.Pointer
	typ    *_type
	offset uintptr
}

type structtype struct {
	typ    _type
	pkg    unsafe.Pointer
	fields []structfield
}

// Package internal/runtime/maps calls the hash functions of common keys directly, and those below through the map type:
// the results must be the same.

func memhash32(p unsafe.Pointer, h uintptr) uintptr { return maps.MemHash32(*(*uint32)(p), h) }

func memhash64(p unsafe.Pointer, h uintptr) uintptr { return maps.MemHash64(*(*uint64)(p), h) }

func strhash(p unsafe.Pointer, h uintptr) uintptr { return maps.StrHash(*(*string)(p), h) }

func f32hash(p unsafe.Pointer, h uintptr) uintptr {
	f := float64(*(*float32)(p))
	return f64hash(unsafe.Pointer(&f), h)
}

func f64hash(p unsafe.Pointer, h uintptr) uintptr {
	switch f := *(*float64)(p); {
	case f == 0:
		return h ^ hashOfZero
	case f != f:
		return h ^ uintptr(rand())
	}
	return memhash(p, h, 8)
}

func c64hash(p unsafe.Pointer, h uintptr) uintptr {
	return f32hash(unsafe.Add(p, 4), f32hash(p, h))
}

func c128hash(p unsafe.Pointer, h uintptr) uintptr {
	return f64hash(unsafe.Add(p, 8), f64hash(p, h))
}

// nilinterhash hashes interfaces without methods.
func nilinterhash(p unsafe.Pointer, h uintptr) uintptr {
	e := (*eface)(p)
	return dynamichash(e.typ, e.data, h)
}

// interhash hashes interfaces with methods.
func interhash(p unsafe.Pointer, h uintptr) uintptr {
	i := (*iface)(p)
	if i.tab == nil {
		return h
	}
	return dynamichash(i.tab.typ, i.data, h)
}

func dynamichash(typ *_type, data unsafe.Pointer, h uintptr) uintptr {
	if typ == nil {
		return h
	}
	if typ.Equal == nil {
		gopanic(errorString("hash of unhashable type " + typ.string()))
	}
	if typ.TFlag&tflagDirect != 0 {
		return typehash(typ, unsafe.Pointer(&data), h)
	}
	return typehash(typ, data, h)
}

// typehash hashes a value of a comparable type.
func typehash(typ *_type, p unsafe.Pointer, h uintptr) uintptr {
	if typ.TFlag&tflagRegular != 0 {
		return memhash(p, h, typ.Size)
	}
	switch typ.Kind {
	case kindFloat32:
		return f32hash(p, h)
	case kindFloat64:
		return f64hash(p, h)
	case kindComplex64:
		return c64hash(p, h)
	case kindComplex128:
		return c128hash(p, h)
	case kindString:
		return strhash(p, h)
	case kindInterface:
		if len((*interfacetype)(unsafe.Pointer(typ)).methods) == 0 {
			return nilinterhash(p, h)
		}
		return interhash(p, h)
	case kindArray:
		array := (*arraytype)(unsafe.Pointer(typ))
		for i := uintptr(0); i < array.len; i++ {
			h = typehash(array.elem, unsafe.Add(p, i*array.elem.Size), h)
		}
		return h
	case kindStruct:
		for _, field := range (*structtype)(unsafe.Pointer(typ)).fields {
			if !field.isBlank() {
				h = typehash(field.typ, unsafe.Add(p, field.offset), h)
			}
		}
		return h
	}
	gopanic(errorString("hash of unhashable type " + typ.string()))
	return 0
}

// isBlank says whether a field is called _; its name is a flag byte, a length and the text.
func (f *structfield) isBlank() bool {
	return *(*byte)(unsafe.Add(f.name, 1)) == 1 && *(*byte)(unsafe.Add(f.name, 2)) == '_'
}
