// What packages reflect and internal/reflectlite ask about types.
//
// Offsets of names, types and code are their addresses, for images lie below 2 GiB. What reflect makes at run time
// lies above: it gets a negative number.

package runtime

import "unsafe"

var (
	madeAtRunTime []unsafe.Pointer
	madeLock      mutex
)

func resolveOff(off int32) unsafe.Pointer {
	if off >= 0 {
		return unsafe.Pointer(uintptr(off))
	}
	lock(&madeLock)
	p := madeAtRunTime[-off-1]
	unlock(&madeLock)
	return p
}

//go:linkname reflect_addReflectOff reflect.addReflectOff
func reflect_addReflectOff(p unsafe.Pointer) int32 {
	lock(&madeLock)
	i := 0
	for i < len(madeAtRunTime) && madeAtRunTime[i] != p {
		i++
	}
	if i == len(madeAtRunTime) {
		madeAtRunTime = append(madeAtRunTime, p)
	}
	unlock(&madeLock)
	return int32(-i - 1)
}

//go:linkname reflect_resolveNameOff reflect.resolveNameOff
func reflect_resolveNameOff(module unsafe.Pointer, off int32) unsafe.Pointer { return resolveOff(off) }

//go:linkname reflect_resolveTypeOff reflect.resolveTypeOff
func reflect_resolveTypeOff(typ unsafe.Pointer, off int32) unsafe.Pointer { return resolveOff(off) }

//go:linkname reflect_resolveTextOff reflect.resolveTextOff
func reflect_resolveTextOff(typ unsafe.Pointer, off int32) unsafe.Pointer { return resolveOff(off) }

//go:linkname reflectlite_resolveNameOff internal/reflectlite.resolveNameOff
func reflectlite_resolveNameOff(module unsafe.Pointer, off int32) unsafe.Pointer {
	return resolveOff(off)
}

//go:linkname reflectlite_resolveTypeOff internal/reflectlite.resolveTypeOff
func reflectlite_resolveTypeOff(typ unsafe.Pointer, off int32) unsafe.Pointer {
	return resolveOff(off)
}

// ifaceE2I stores a value as an interface with methods; it panics if the type does not have them.
func ifaceE2I(inter *_type, value any, to *iface) {
	v := efaceOf(&value)
	to.tab, to.data = assertE2I(inter, v.typ), v.data
}

//go:linkname reflect_ifaceE2I reflect.ifaceE2I
func reflect_ifaceE2I(inter *_type, value any, to *iface) { ifaceE2I(inter, value, to) }

//go:linkname reflectlite_ifaceE2I internal/reflectlite.ifaceE2I
func reflectlite_ifaceE2I(inter *_type, value any, to *iface) { ifaceE2I(inter, value, to) }

//go:linkname reflect_adjustAIXGCDataForRuntime reflect.adjustAIXGCDataForRuntime
func reflect_adjustAIXGCDataForRuntime(p *byte) *byte { return p }

//go:linkname reflect_unsafeslice reflect.unsafeslice
func reflect_unsafeslice(typ *_type, p unsafe.Pointer, n int) { unsafeslice(typ.Size, p, n) }

var staticuint64s [256]uint64

// initStaticWords runs before there is a second thread.
func initStaticWords() {
	for i := range staticuint64s {
		staticuint64s[i] = uint64(i)
	}
}

// getStaticuint64s gives where the values of one byte stand as words, for interfaces that hold them.
func getStaticuint64s() *[256]uint64 { return &staticuint64s }

// The linker puts a table of descriptors between these addresses.

func typeLinksStart() uintptr

func typeLinksEnd() uintptr

// reflect_compiledTypelinks gives the descriptors of types without a name, per part of the program, sorted by text.
//
//go:linkname reflect_compiledTypelinks reflect.compiledTypelinks
func reflect_compiledTypelinks() (first []*_type, others [][]*_type) {
	count := (typeLinksEnd() - typeLinksStart()) / ptrSize
	return unsafe.Slice((**_type)(unsafe.Pointer(typeLinksStart())), count), nil
}

//go:linkname reflect_typehash reflect.typehash
func reflect_typehash(typ *_type, p unsafe.Pointer, h uintptr) uintptr { return typehash(typ, p, h) }

//go:linkname reflect_verifyNotInHeapPtr reflect.verifyNotInHeapPtr
func reflect_verifyNotInHeapPtr(p uintptr) bool { return spanOf(p) == nil }

//go:linkname reflect_chanlen reflect.chanlen
func reflect_chanlen(c *hchan) int { return chanlen(c) }

//go:linkname reflectlite_chanlen internal/reflectlite.chanlen
func reflectlite_chanlen(c *hchan) int { return chanlen(c) }

//go:linkname reflect_chancap reflect.chancap
func reflect_chancap(c *hchan) int { return chancap(c) }

// reflect_gcbits gives a byte for each word of the object that a pointer points to, up to the last pointer: 1 where the
// word may hold one. Outside of the heap the pointer's type says how long the object is. Tests of package reflect look
// at it.
//
//go:linkname reflect_gcbits reflect.gcbits
func reflect_gcbits(value any) []byte {
	e := efaceOf(&value)
	p := uintptr(e.data)
	if s := spanOf(p); s != nil {
		return s.pointerBytes(p)
	}
	elem := (*ptrtype)(unsafe.Pointer(e.typ)).elem
	words := make([]byte, elem.PtrBytes/ptrSize)
	for i := range words {
		words[i] = elem.pointerBit(uintptr(i))
	}
	return words
}

// pointerBytes gives a byte for each word from p on, up to the last pointer of the object around it.
func (s *mspan) pointerBytes(p uintptr) []byte {
	base, words, last := s.base(p), []byte(nil), 0
	for at := p; at < base+s.elemsize && !s.class.noscan(); at += ptrSize {
		words = append(words, s.pointerBit(base, at))
		if words[len(words)-1] != 0 {
			last = len(words)
		}
	}
	return words[:last]
}

// pointerBit is 1 if the word at an address may hold a pointer. It lies in the object that begins at base.
func (s *mspan) pointerBit(base, at uintptr) byte {
	if s.heapBits != 0 {
		return byte(s.pointersOf(base) >> ((at - base) / ptrSize) & 1)
	}
	typ := s.largeType
	if s.class.sizeClass() != 0 {
		typ = *(**_type)(unsafe.Pointer(base))
		base += mallocHeaderSize
	}
	return typ.pointerBit((at - base) % typ.Size / ptrSize)
}

// pointerBit is 1 if a word of a value of the type may hold a pointer.
func (t *_type) pointerBit(word uintptr) byte {
	if word >= t.PtrBytes/ptrSize {
		return 0
	}
	return *byteAt(t.pointerMask() + word/bitsPerByte) >> (word % bitsPerByte) & 1
}
