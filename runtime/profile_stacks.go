// Stacks of profiles: a table that counts events by the calls that led to them.
//
// It lies outside the heap and only grows: a place of the program stays in the profile for ever.
//
// Invariant: counters change while the lock of the table is held; the calls of a place never change.

package runtime

import (
	"internal/abi"
	"internal/runtime/sys"
	"unsafe"
)

const (
	profileDepth  = 128 // calls of a stack that profiles keep
	profileHashes = 1 << 12
)

// A profilePlace is a stack of calls, and what happened there. The calls follow it in memory.
type profilePlace struct {
	_     sys.NotInHeap
	link  *profilePlace // next with the same hash
	after *profilePlace // next of all
	hash  uintptr
	depth int

	count float64 // of events
	time  float64 // nanoseconds that they took

	memory *placeMemory // in the profile of memory
}

// A profileTable holds places.
type profileTable struct {
	lock   mutex
	hashes *[profileHashes]*profilePlace
	all    *profilePlace
	count  int // places
}

// calls gives the calls of a place, the innermost first.
func (place *profilePlace) calls() []uintptr {
	return unsafe.Slice((*uintptr)(unsafe.Add(unsafe.Pointer(place), unsafe.Sizeof(*place))), place.depth)
}

// find gives the place with these calls. The caller holds the lock of the table.
func (t *profileTable) find(calls []uintptr) *profilePlace {
	if t.hashes == nil {
		t.hashes = (*[profileHashes]*profilePlace)(persistentalloc(unsafe.Sizeof(*t.hashes), ptrSize))
	}
	hash := memhash(unsafe.Pointer(unsafe.SliceData(calls)), 0, uintptr(len(calls))*ptrSize)
	head := &t.hashes[hash%profileHashes]
	for place := *head; place != nil; place = place.link {
		if place.hash == hash && isSameStack(place.calls(), calls) {
			return place
		}
	}
	size := unsafe.Sizeof(profilePlace{}) + uintptr(len(calls))*ptrSize
	place := (*profilePlace)(persistentalloc(size, ptrSize))
	place.hash, place.depth = hash, len(calls)
	copy(place.calls(), calls)
	place.link, *head = *head, place
	place.after, t.all = t.all, place
	t.count++
	return place
}

func isSameStack(a, b []uintptr) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// add counts an event.
func (t *profileTable) add(calls []uintptr, count, time float64) {
	lock(&t.lock)
	place := t.find(calls)
	place.count += count
	place.time += time
	unlock(&t.lock)
}

// read calls visit with each place, if there are not more than limit; it gives their number.
func (t *profileTable) read(limit int, visit func(i int, place *profilePlace)) (count int, fits bool) {
	lock(&t.lock)
	count = t.count
	place := t.all
	unlock(&t.lock)
	if count > limit {
		return count, false
	}
	for i := 0; i < count; i++ {
		visit(i, place)
		place = place.after
	}
	return count, true
}

//go:linkname runtime_expandFinalInlineFrame runtime/pprof.runtime_expandFinalInlineFrame
func runtime_expandFinalInlineFrame(stack []uintptr) []uintptr {
	if len(stack) == 0 {
		return stack
	}
	last := stack[len(stack)-1]
	record := findRecord(last - 1)
	if record == nil {
		return stack
	}
	for call := record.innermost(last - 1); call != nil; call = record.innermost(last - 1) {
		last = record.entryPC() + uintptr(call.place) + 1
		if abi.FuncID(call.kind) != abi.FuncIDWrapper {
			stack = append(stack, last)
		}
	}
	return stack
}

// pprof_makeProfStack makes room for the calls of one stack.
func pprof_makeProfStack() []uintptr { return make([]uintptr, profileDepth) }

// pprof_fpunwindExpand expands a stack that was taken without regard to inlined calls. There are no such ones here.
func pprof_fpunwindExpand(to, from []uintptr) int { return copy(to, from) }
