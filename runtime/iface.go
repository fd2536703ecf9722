// Itabs made at run time: for conversions between interfaces and assertions to interface types.
//
// An itab is looked up in a hash table by interface and type, and made when it is not there. That a type lacks a method
// is remembered as well, by an itab whose first function is 0.
//
// Rows are found without a lock and added under one. They lie outside the heap: a row holds the only reference to an
// itab, and the itab may refer to a type that reflection has made.
//
// Invariants: methods stand in one order in interface types and in concrete types, so one scan over both finds all; a row
// does not change once it is in a bucket.

package runtime

import (
	"internal/runtime/sys"
	"unsafe"
)

const itabBuckets = 1 << 9

// An itabEntry is one row of a bucket. What a longer itab has behind its first function follows.
type itabEntry struct {
	_    sys.NotInHeap
	next *itabEntry
	tab  itab
}

var (
	itabTable [itabBuckets]uintptr // *itabEntry
	itabLock  mutex                // held by who adds a row
)

// convI2I gives the itab with which a value of a type is an inter; nil for the type of a nil interface.
func convI2I(inter, typ *_type) *itab {
	if typ == nil {
		return nil
	}
	return getitab((*interfacetype)(unsafe.Pointer(inter)), typ)
}

// assertE2I does the same for an assertion, which panics if typ does not implement inter.
func assertE2I(inter, typ *_type) *itab {
	if typ == nil {
		gopanic(&TypeAssertionError{nil, nil, inter, ""})
	}
	tab := getitab((*interfacetype)(unsafe.Pointer(inter)), typ)
	if tab.fun[0] == 0 {
		missing := tab.fill()
		gopanic(&TypeAssertionError{nil, typ, inter, missing})
	}
	return tab
}

// assertE2I2 does the same for an assertion that yields whether it holds: nil if not.
func assertE2I2(inter, typ *_type) *itab {
	if typ == nil {
		return nil
	}
	tab := getitab((*interfacetype)(unsafe.Pointer(inter)), typ)
	if tab.fun[0] == 0 {
		return nil
	}
	return tab
}

// getitab finds or makes the itab of an interface type with methods and a type.
func getitab(inter *interfacetype, typ *_type) *itab {
	bucket := &itabTable[(inter.typ.Hash^typ.Hash)%itabBuckets]
	tab := findItab(bucket, inter, typ)
	if tab != nil {
		return tab
	}
	lock(&itabLock)
	tab = findItab(bucket, inter, typ) // somebody else may have been faster
	if tab == nil {
		entry := (*itabEntry)(rootalloc(unsafe.Sizeof(itabEntry{}) + uintptr(len(inter.methods)-1)*ptrSize))
		tab = &entry.tab
		tab.inter, tab.typ, tab.hash = &inter.typ, typ, typ.Hash
		tab.fill()
		entry.next = (*itabEntry)(unsafe.Pointer(*bucket))
		atomicStoreUintptr(bucket, uintptr(unsafe.Pointer(entry)))
	}
	unlock(&itabLock)
	return tab
}

// findItab looks for a row in a bucket; nil if it has none.
func findItab(bucket *uintptr, inter *interfacetype, typ *_type) *itab {
	for entry := (*itabEntry)(unsafe.Pointer(atomicLoadUintptr(bucket))); entry != nil; entry = entry.next {
		if entry.tab.inter == &inter.typ && entry.tab.typ == typ {
			return &entry.tab
		}
	}
	return nil
}

// fill finds the code of each method; the result names a method that the type does not have, and nothing is then set.
func (tab *itab) fill() string {
	inter := (*interfacetype)(unsafe.Pointer(tab.inter))
	x := tab.typ.uncommon()
	at, count := 0, 0
	if x != nil {
		count = int(x.mcount)
	}
	var first uintptr
	for i := range inter.methods {
		want := &inter.methods[i]
		for at < count && !x.method(at).implements(want, x, inter) {
			at++
		}
		if at == count {
			return nameText(want.name.pointer())
		}
		code := uintptr(resolveOff(int32(x.method(at).ifn)))
		if i == 0 {
			first = code
		} else {
			*(*uintptr)(unsafe.Add(unsafe.Pointer(&tab.fun), uintptr(i)*ptrSize)) = code
		}
		at++
	}
	tab.fun[0] = first
	return ""
}

// implements says whether a method of a type is the one that an interface wants.
func (m *method) implements(want *imethod, x *uncommontype, inter *interfacetype) bool {
	name := want.name.pointer()
	if resolveOff(int32(m.typ)) != resolveOff(int32(want.typ)) || nameText(m.name.pointer()) != nameText(name) {
		return false
	}
	return nameExported(name) || namePackage(m.name.pointer(), x.pkgPath.pointer()) == namePackage(name, inter.pkgPath)
}
