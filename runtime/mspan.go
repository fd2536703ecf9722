// Spans: runs of pages that hold objects of one size.
//
// A span has two bitmaps with a bit for each object: allocated says which objects exist, marked which of them the
// collector has reached. Sweeping makes the second the first. While a processor allocates from a span, the objects it
// takes are noted in the word free alone, one bitmap word's worth of objects at a time.
//
// Invariant: allocated is exact whenever no processor holds the span; the objects that a processor has taken since it
// got the span are missing from it until settle. The collector settles all spans when it begins to mark, so that
// allocated then tells which objects a word that may or may not be a pointer can mean.

package runtime

import (
	"internal/runtime/atomic"
	"internal/runtime/sys"
	"unsafe"
)

// A spanClass is a size class, doubled, plus one for objects without pointers.
type spanClass uint8

func makeSpanClass(class uint8, noscan bool) spanClass {
	if noscan {
		return spanClass(class<<1 | 1)
	}
	return spanClass(class << 1)
}

func (c spanClass) sizeClass() uint8 { return uint8(c >> 1) }

func (c spanClass) noscan() bool { return c&1 != 0 }

// States of a span.
const (
	spanDead  = iota // the structure is not used, or the run is being taken apart
	spanFree         // a free run of the page heap
	spanInUse        // holds objects
)

// A mspan is a run of pages.
type mspan struct {
	_ sys.NotInHeap

	// What the allocator reads.
	free     uint64  // of the objects from block on, those that can be taken; bit i is the i-th object
	block    uintptr // address of the first object that free speaks of
	elemsize uintptr // bytes of an object
	needzero bool    // the memory may hold something else than zeros
	class    spanClass
	state    uint8
	nelems   uint16
	count    uint16 // objects allocated when the span was last settled or swept
	nextWord uint16 // index of the bitmap word behind that of block
	divMagic uint32 // (offset * divMagic) >> 32 is the number of the object at an offset

	// What the collector reads.
	start     uintptr
	limit     uintptr // behind the last object
	allocated uintptr // address of the bitmap of objects that exist
	marked    uintptr // address of the bitmap of objects that were reached
	heapBits  uintptr // address of the bitmap of pointer words; 0 if the objects have none or have headers
	largeType *_type  // of the only object's elements, if that has pointers

	npages   uintptr
	sweepgen uint32 // of the page heap when the span was last swept
	next     *mspan
	prev     *mspan
	specials *special // ordered by object
	lock     mutex    // of specials
}

// init makes a span of fresh pages hold objects of a class; a large one holds a single object.
func (s *mspan) init(class spanClass) {
	s.class = class
	s.sweepgen = mheap.sweepgen
	s.count, s.nextWord, s.free = 0, 0, 0
	s.largeType, s.specials, s.heapBits = nil, nil, 0
	bytes := s.npages * pageSize
	if class.sizeClass() == 0 {
		s.elemsize, s.divMagic, s.nelems = bytes, 0, 1
	} else {
		s.elemsize = uintptr(classSizes[class.sizeClass()])
		s.divMagic = ^uint32(0)/uint32(s.elemsize) + 1
		if !class.noscan() && s.elemsize <= headerlessSize {
			bytes -= bytes / (ptrSize * 8)
			s.heapBits = s.start + bytes
		}
		s.nelems = uint16(bytes / s.elemsize)
	}
	s.block = s.start
	s.limit = s.start + uintptr(s.nelems)*s.elemsize
	s.allocated = newBitmap(s.words())
	s.marked = newBitmap(s.words())
}

// words is the number of words in a bitmap of the span.
func (s *mspan) words() uintptr { return (uintptr(s.nelems) + bitsPerWord - 1) / bitsPerWord }

// take gives the address of an object that was not allocated, 0 if there is none.
//
//go:inline
func (s *mspan) take() uintptr {
	for s.free == 0 {
		if !s.advance() {
			return 0
		}
	}
	i := uintptr(sys.TrailingZeros64(s.free))
	s.free &= s.free - 1
	return s.block + i*s.elemsize
}

// advance goes on to the next word of the bitmap; false at the end.
func (s *mspan) advance() bool {
	at := uintptr(s.nextWord)
	if at >= s.words() {
		return false
	}
	if at > 0 {
		s.block += bitsPerWord * s.elemsize
	}
	s.nextWord++
	s.free = ^*bitmapWord(s.allocated, at) & s.valid(at)
	return true
}

// valid has the bits of a bitmap word that stand for objects.
func (s *mspan) valid(word uintptr) uint64 {
	rest := uintptr(s.nelems) - word*bitsPerWord
	if rest >= bitsPerWord {
		return ^uint64(0)
	}
	return 1<<rest - 1
}

// settle enters into the bitmap what was taken, counts it, and begins again at the first object. It gives how many
// objects were taken.
func (s *mspan) settle() uintptr {
	for at := uintptr(0); at < uintptr(s.nextWord); at++ {
		word := bitmapWord(s.allocated, at)
		if at+1 == uintptr(s.nextWord) {
			*word = ^s.free & s.valid(at)
		} else {
			*word = s.valid(at)
		}
	}
	count := countBits(s.allocated, s.words())
	taken := count - uintptr(s.count)
	s.count = uint16(count)
	s.rewind()
	return taken
}

// rewind makes take begin at the first object.
func (s *mspan) rewind() { s.free, s.block, s.nextWord = 0, s.start, 0 }

// index gives the number of the object around an address.
func (s *mspan) index(p uintptr) uintptr {
	return uintptr(uint64(p-s.start) * uint64(s.divMagic) >> 32)
}

// base gives the address of the object around an address.
func (s *mspan) base(p uintptr) uintptr { return s.start + s.index(p)*s.elemsize }

// exists says whether the i-th object was allocated when the span was last settled.
func (s *mspan) exists(i uintptr) bool { return bitmapBit(s.allocated, i) }

// isMarked says whether the collector has reached the i-th object.
func (s *mspan) isMarked(i uintptr) bool { return bitmapBit(s.marked, i) }

// mark notes that the collector has reached the i-th object; false if that was known. Several threads may mark at once.
func (s *mspan) mark(i uintptr) bool {
	word := bitmapWord(s.marked, i/bitsPerWord)
	bit := uint64(1) << (i % bitsPerWord)
	if atomic.Load64(word)&bit != 0 {
		return false
	}
	return atomic.Or64(word, bit)&bit == 0
}

// markFree marks all objects that do not exist: they outlive the collection if they are taken while it runs. No processor
// holds the span, or the caller's does.
func (s *mspan) markFree() {
	for i := uintptr(0); i < s.words(); i++ {
		atomic.Or64(bitmapWord(s.marked, i), ^*bitmapWord(s.allocated, i)&s.valid(i))
	}
}

// Bitmaps of objects. They come from lists by their number of words, 16 at most.

const bitmapSizes = 17

var spareBitmaps [bitmapSizes]uintptr // each begins with the address of the next

// newBitmap gives a bitmap of zeros. The lock of the page heap is held.
func newBitmap(words uintptr) uintptr {
	p := spareBitmaps[words]
	if p == 0 {
		return uintptr(persistentalloc(words*ptrSize, ptrSize))
	}
	spareBitmaps[words] = uintptr(*bitmapWord(p, 0))
	clearBits(p, words)
	return p
}

// freeBitmaps gives up the bitmaps of a span. The lock of the page heap is held.
func (s *mspan) freeBitmaps() {
	for _, p := range [2]uintptr{s.allocated, s.marked} {
		*bitmapWord(p, 0) = uint64(spareBitmaps[s.words()])
		spareBitmaps[s.words()] = p
	}
	s.allocated, s.marked = 0, 0
}

func bitmapWord(bitmap, i uintptr) *uint64 { return (*uint64)(unsafe.Pointer(bitmap + i*8)) }

func bitmapBit(bitmap, i uintptr) bool {
	return *bitmapWord(bitmap, i/bitsPerWord)>>(i%bitsPerWord)&1 != 0
}

func clearBits(bitmap, words uintptr) {
	for i := uintptr(0); i < words; i++ {
		*bitmapWord(bitmap, i) = 0
	}
}

func countBits(bitmap, words uintptr) uintptr {
	count := 0
	for i := uintptr(0); i < words; i++ {
		count += sys.OnesCount64(*bitmapWord(bitmap, i))
	}
	return uintptr(count)
}
