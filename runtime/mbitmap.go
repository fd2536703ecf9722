// Where the pointers of an object are.
//
// Types have a bitmap with a bit for each word up to their last pointer. How an object is described depends on its size:
//
//	up to 512 bytes   a bitmap of the span's words at the end of the span; written when an object is allocated
//	small             a header word in front of the object: the address of the type of its elements
//	large             the span holds the type
//
// An object may consist of several elements of its type; behind the last one it is zero.

package runtime

import (
	"internal/runtime/atomic"
	"internal/runtime/sys"
	"unsafe"
)

const tflagMaskOnDemand = 1 << 4 // GCData is the address of a slot for the bitmap, which is made when it is needed

var maskLock mutex // of slots for bitmaps

// pointerMask gives the address of the bitmap of a type with pointers.
func (t *_type) pointerMask() uintptr {
	if t.TFlag&tflagMaskOnDemand == 0 {
		return uintptr(unsafe.Pointer(t.GCData))
	}
	slot := (*uintptr)(unsafe.Pointer(t.GCData))
	mask := atomic.Loaduintptr(slot)
	if mask == 0 {
		lock(&maskLock)
		if mask = *slot; mask == 0 {
			mask = uintptr(persistentalloc(t.PtrBytes/(ptrSize*bitsPerByte)+1, ptrSize))
			t.addPointers(mask, 0)
			atomic.Storeuintptr(slot, mask)
		}
		unlock(&maskLock)
	}
	return mask
}

// addPointers sets the bits of a value of a type that begins at a word of a bitmap.
func (t *_type) addPointers(mask, word uintptr) {
	switch {
	case t.PtrBytes == 0:
	case t.TFlag&tflagMaskOnDemand == 0:
		from := uintptr(unsafe.Pointer(t.GCData))
		for i := uintptr(0); i < t.PtrBytes/ptrSize; i++ {
			bit := *byteAt(from + i/bitsPerByte) >> (i % bitsPerByte) & 1
			*byteAt(mask + (word+i)/bitsPerByte) |= bit << ((word + i) % bitsPerByte)
		}
	case t.Kind == kindArray:
		array := (*arraytype)(unsafe.Pointer(t))
		for i := uintptr(0); i < array.len; i++ {
			array.elem.addPointers(mask, word+i*array.elem.Size/ptrSize)
		}
	case t.Kind == kindStruct:
		fields := (*structtype)(unsafe.Pointer(t)).fields
		for i := range fields {
			fields[i].typ.addPointers(mask, word+fields[i].offset/ptrSize)
		}
	default:
		throw("runtime: type without a bitmap")
	}
}

func byteAt(p uintptr) *byte { return (*byte)(unsafe.Pointer(p)) }

// setPointers describes the object at p, of at most 512 bytes: elements of a type, size bytes in all.
//
//go:inline
func (s *mspan) setPointers(p, size uintptr, typ *_type) {
	pointers := typ.smallMask()
	if typ.Size < size {
		words := size / ptrSize
		for n := typ.Size / ptrSize; n < words; n *= 2 {
			pointers |= pointers << n
		}
		pointers &= 1<<words - 1
	}
	word := (p - s.start) / ptrSize
	words := s.elemsize / ptrSize
	first := bitmapWord(s.heapBits, word/bitsPerWord)
	at := word % bitsPerWord
	ones := uint64(1)<<words - 1
	*first = *first&^(ones<<at) | pointers<<at
	if at+words > bitsPerWord {
		second := bitmapWord(s.heapBits, word/bitsPerWord+1)
		*second = *second&^(ones>>(bitsPerWord-at)) | pointers>>(bitsPerWord-at)
	}
}

// smallMask gives the bitmap of a type of at most 64 words.
//
//go:inline
func (t *_type) smallMask() uint64 {
	from := uintptr(unsafe.Pointer(t.GCData))
	mask := uint64(*byteAt(from))
	for shift := uintptr(bitsPerByte); shift < t.PtrBytes/ptrSize; shift += bitsPerByte {
		from++
		mask |= uint64(*byteAt(from)) << shift
	}
	return mask
}

// pointersOf gives the bitmap of the object at p, of at most 512 bytes.
func (s *mspan) pointersOf(p uintptr) uint64 {
	word := (p - s.start) / ptrSize
	words := s.elemsize / ptrSize
	at := word % bitsPerWord
	pointers := *bitmapWord(s.heapBits, word/bitsPerWord) >> at
	if at+words > bitsPerWord {
		pointers |= *bitmapWord(s.heapBits, word/bitsPerWord+1) << (bitsPerWord - at)
	}
	return pointers & (1<<words - 1)
}

// largePart is the part of a large object that is scanned at once, in bytes.
const largePart = 128 << 10

// scan marks what the object at p points to; of a large object, what the part that begins there does.
func (s *mspan) scan(p uintptr, w *gcWork) {
	switch {
	case s.heapBits != 0:
		w.scanned += uint64(s.elemsize)
		scanWord(p, s.pointersOf(p), w)
	case s.class.sizeClass() != 0:
		w.scanned += uint64(s.elemsize)
		typ := *(**_type)(unsafe.Pointer(p))
		scanElements(p+mallocHeaderSize, p+mallocHeaderSize, p+s.elemsize, typ, w)
	default:
		s.scanLarge(p, w)
	}
}

// scanLarge scans a part of a large object; at its begin, all the other parts are to be scanned, too.
func (s *mspan) scanLarge(p uintptr, w *gcWork) {
	typ := (*_type)(unsafe.Pointer(atomic.Loaduintptr((*uintptr)(unsafe.Pointer(&s.largeType)))))
	if typ == nil {
		return // the object is being made: nothing is stored in it yet
	}
	if w.checks {
		scanElements(s.start, s.start, s.limit, typ, w)
		return
	}
	if p == s.start {
		for part := p + largePart; part < s.limit; part += largePart {
			w.push(part)
		}
	}
	end := min(p+largePart, s.limit)
	w.scanned += uint64(end - p)
	scanElements(s.start, p, end, typ, w)
}

// scanElements marks what [p, end) points to, a part of an array of a type that begins at base.
func scanElements(base, p, end uintptr, typ *_type, w *gcWork) {
	if typ.PtrBytes == ptrSize {
		for p = base + (p-base+typ.Size-1)/typ.Size*typ.Size; p < end; p += typ.Size {
			w.markPointer(atomic.Loaduintptr((*uintptr)(unsafe.Pointer(p))))
		}
		return
	}
	mask := typ.pointerMask()
	for element := base + (p-base)/typ.Size*typ.Size; element < end; element += typ.Size {
		scanMasked(element, max(p, element), min(element+typ.PtrBytes, end), mask, w)
	}
}

// scanMasked marks what [p, end) points to, a part of a value that begins at base and has a bitmap at an address.
func scanMasked(base, p, end, mask uintptr, w *gcWork) {
	for p < end {
		word := (p - base) / ptrSize
		n := min(bitsPerByte-word%bitsPerByte, (end-p)/ptrSize)
		scanWord(p, uint64(*byteAt(mask + word/bitsPerByte)>>(word%bitsPerByte))&(1<<n-1), w)
		p += n * ptrSize
	}
}

// scanWord marks what at most 64 words at p point to.
func scanWord(p uintptr, pointers uint64, w *gcWork) {
	for ; pointers != 0; pointers &= pointers - 1 {
		at := p + uintptr(sys.TrailingZeros64(pointers))*ptrSize
		w.markPointer(atomic.Loaduintptr((*uintptr)(unsafe.Pointer(at))))
	}
}
