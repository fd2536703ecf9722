// Specials: what is to happen when an object dies.
//
// A special belongs to a place in an object: a finalizer, a cleanup, the handle of weak pointers, or where the object was
// allocated if it is in the profile of memory. Sweeping finds the
// specials of objects that were not marked. If one of them is a finalizer the object is kept for it, once more, and the
// other specials stay, except that weak pointers are nil from then on. Otherwise the object is gone: its cleanups run.
//
// Specials come from memory that is scanned as a root, so what they refer to stays alive. They do not hold the address of
// their object. What the object of a finalizer refers to stays alive as well, without the object itself.
//
// Invariant: the specials of a span are ordered by offset; a special is in the list of all exactly if it is in that of a
// span.

package runtime

import (
	"internal/runtime/atomic"
	"internal/runtime/sys"
	"unsafe"
)

// Kinds of specials.
const (
	specialFinalizer = iota
	specialCleanup
	specialWeak
	specialBubble // the object belongs to a bubble of testing/synctest
	specialSampled
)

// A special is one row.
type special struct {
	_      sys.NotInHeap
	next   *special // of the span, or of the queue, or of those not used
	span   *mspan
	offset uintptr // in the span
	kind   uint8

	before *special // in the list of all
	after  *special

	call   func()         // cleanup: what to run
	id     uint64         // cleanup, bubble: its number
	handle unsafe.Pointer // weak: where the address is kept
	place  *profilePlace  // sampled: where it was allocated

	finalizer unsafe.Pointer // function value
	function  *functype      // its type
	objType   *_type         // of the pointer that it gets
	object    unsafe.Pointer // while it waits to be run
}

var (
	specialsLock mutex // of the lists below
	allSpecials  *special
	deadQueue    *special // finalizers and cleanups to be run, the oldest first
	deadLast     *special
	spareSpecial *special
	cleanups     uint64 // numbers given
)

// newSpecial gives a special of a place in the heap; nil if the place is not in the heap.
func newSpecial(p uintptr, kind uint8) *special {
	s := spanOf(p)
	if s == nil {
		return nil
	}
	lock(&specialsLock)
	one := spareSpecial
	if one != nil {
		spareSpecial = one.next
	}
	unlock(&specialsLock)
	if one == nil {
		one = (*special)(rootalloc(unsafe.Sizeof(special{})))
	}
	one.span, one.offset, one.kind = s, p-s.start, kind
	return one
}

// recycleSpecial keeps a special that is in no list for another use. It clears field by field, as putSudog does.
func recycleSpecial(one *special) {
	one.span, one.offset, one.kind, one.before, one.after = nil, 0, 0, nil, nil
	one.call, one.id, one.handle, one.place = nil, 0, nil, nil
	one.finalizer, one.function, one.objType, one.object = nil, nil, nil, nil
	lock(&specialsLock)
	one.next = spareSpecial
	spareSpecial = one
	unlock(&specialsLock)
}

// enter lists a special.
func (one *special) enter() {
	s := one.span
	place := &s.specials
	for *place != nil && (*place).offset <= one.offset {
		place = &(*place).next
	}
	one.next = *place
	*place = one
	lock(&specialsLock)
	one.before, one.after = nil, allSpecials
	if one.after != nil {
		one.after.before = one
	}
	allSpecials = one
	unlock(&specialsLock)
}

// leave takes a special, to which place points, out of the lists.
func (one *special) leave(place **special) {
	*place = one.next
	lock(&specialsLock)
	if gcRoots.special == one {
		gcRoots.special = one.after
	}
	if one.before != nil {
		one.before.after = one.after
	} else {
		allSpecials = one.after
	}
	if one.after != nil {
		one.after.before = one.before
	}
	unlock(&specialsLock)
	one.next, one.before, one.after = nil, nil, nil
}

// find gives the place in the list that leads to the first special of a kind at an offset, nil if there is none.
func (s *mspan) find(offset uintptr, kind uint8) **special {
	for place := &s.specials; *place != nil; place = &(*place).next {
		if (*place).offset == offset && (*place).kind == kind {
			return place
		}
	}
	return nil
}

// sweepSpecials does what is due for the objects of a span that were not marked. The caller holds the span's lock.
func (s *mspan) sweepSpecials() {
	for place := &s.specials; *place != nil; {
		one := *place
		object := s.index(s.start + one.offset)
		if s.isMarked(object) {
			place = &one.next
			continue
		}
		if s.revive(object, one) {
			s.mark(object)
		}
		for one = *place; one != nil && s.index(s.start+one.offset) == object; one = *place {
			if (one.kind == specialCleanup || one.kind == specialSampled) && s.isMarked(object) {
				place = &one.next // its time is when the object is really gone
				continue
			}
			one.leave(place)
			s.expire(one)
		}
	}
}

// revive says whether one of the specials of an object, of which the first is given, is a finalizer.
func (s *mspan) revive(object uintptr, one *special) bool {
	for ; one != nil && s.index(s.start+one.offset) == object; one = one.next {
		if one.kind == specialFinalizer {
			return true
		}
	}
	return false
}

// expire does what a special stands for.
func (s *mspan) expire(one *special) {
	if one.kind == specialWeak {
		atomic.Storeuintptr((*uintptr)(one.handle), 0)
	}
	if one.kind == specialWeak || one.kind == specialBubble {
		recycleSpecial(one)
		return
	}
	if one.kind == specialSampled {
		heapProfile.free(one.place)
		recycleSpecial(one)
		return
	}
	if one.kind == specialFinalizer {
		one.object = unsafe.Pointer(s.start + one.offset)
	}
	countDeath(one.kind, &deaths.finalizersQueued, &deaths.cleanupsQueued)
	lock(&specialsLock)
	if deadLast != nil {
		deadLast.next = one
	} else {
		deadQueue = one
	}
	deadLast = one
	unlock(&specialsLock)
}

// nextDead takes the oldest special off the queue; nil if nothing waits.
func nextDead() *special {
	lock(&specialsLock)
	one := deadQueue
	if one != nil {
		deadQueue = one.next
		if deadQueue == nil {
			deadLast = nil
		}
		one.next = nil
	}
	unlock(&specialsLock)
	return one
}
