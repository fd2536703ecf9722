// The heap verifier (GODEBUG=gcverify=1): what must hold when everything is marked.
//
// Every pointer in a marked object leads to a marked object, or out of the heap. With the verifier on, sweeping also
// overwrites what it frees, so that a use of freed memory shows.

package runtime

import (
	"internal/runtime/sys"
	"unsafe"
)

const freedPattern = 0xdbdbdbdbdbdbdbdb

// verifyHeap checks all objects. The world is stopped, and no processor holds a span.
func verifyHeap() {
	for i := range mheap.central {
		c := &mheap.central[i]
		for _, list := range [4]*spanList{&c.partial[0], &c.partial[1], &c.full[0], &c.full[1]} {
			for s := list.first; s != nil; s = s.next {
				s.verify()
			}
		}
	}
}

func (s *mspan) verify() {
	if s.state != spanInUse || spanOf(s.start) != s || s.sweepgen != mheap.sweepgen {
		throw("gcverify: span is not what it should be")
	}
	if s.class.noscan() {
		return
	}
	var checker gcWork
	checker.checks = true
	for i := uintptr(0); i < uintptr(s.nelems); i++ {
		if s.isMarked(i) && s.exists(i) {
			s.scan(s.start+i*s.elemsize, &checker)
		}
	}
}

// check makes sure that a pointer in a marked object leads to one.
func checkPointer(p uintptr) {
	s := spanOf(p)
	if s == nil {
		if arena := arenaOf(p); arena != nil {
			printBadPointer(p, "leads to free pages")
		}
		return
	}
	if i := s.index(p); !s.exists(i) {
		printBadPointer(p, "leads to a free object")
	} else if !s.isMarked(i) {
		printBadPointer(p, "leads to an object that was not marked")
	}
}

func printBadPointer(p uintptr, what string) {
	printlock()
	printstring("gcverify: pointer ")
	printhex(uint64(p))
	printstring(" in a marked object ")
	printstring(what)
	printnl()
	printunlock()
	throw("gcverify: bad pointer")
}

// destroy overwrites the objects of a word of the bitmap that are being freed.
func (s *mspan) destroy(word uintptr, freed uint64) {
	for ; freed != 0; freed &= freed - 1 {
		p := s.start + (word*bitsPerWord+uintptr(sys.TrailingZeros64(freed)))*s.elemsize
		for end := p + s.elemsize; p < end; p += ptrSize {
			*(*uintptr)(unsafe.Pointer(p)) = freedPattern
		}
	}
}
