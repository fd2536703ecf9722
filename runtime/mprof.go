// The profile of memory: what was allocated where, and what of it is alive.
//
// The profile shows the state at the end of a collection: for each place what had been allocated by then and what of
// that was found dead. What is allocated later is not shown until the next collection has ended, for nobody knows yet
// what of it is garbage. So a place has two sets of counters that are not published: of an epoch, the time between two
// ends of marking, the allocations are counted while it runs, and the deaths while the spans are swept after it.
//
// Invariant: when an epoch begins, the counters of the one before the last are published.

package runtime

import "unsafe"

// A memoryCount counts sampled objects.
type memoryCount struct {
	allocated uint64
	freed     uint64
}

// isShown says whether the profile lists the place: if there was something, and there still is, unless all is set.
func (m memoryCount) isShown(all bool) bool {
	return m.allocated != 0 && (all || m.allocated != m.freed)
}

// A placeMemory holds the counters of a place, outside the heap.
type placeMemory struct {
	published memoryCount
	epochs    [2]memoryCount // of the epoch that runs and of the one before it
}

// A memoryProfile is the table of places. The last of a place's calls is not one: it is the size of the objects.
type memoryProfile struct {
	table profileTable
	epoch uint32 // changes while the world is stopped
}

var heapProfile memoryProfile

// sample counts an object that was allocated, and gives its place.
func (p *memoryProfile) sample(calls []uintptr) *profilePlace {
	lock(&p.table.lock)
	place := p.table.find(calls)
	if place.memory == nil {
		place.memory = (*placeMemory)(persistentalloc(unsafe.Sizeof(placeMemory{}), ptrSize))
	}
	place.memory.epochs[p.epoch%2].allocated++
	unlock(&p.table.lock)
	return place
}

// free counts an object that sweeping has found dead.
func (p *memoryProfile) free(place *profilePlace) {
	lock(&p.table.lock)
	place.memory.epochs[(p.epoch+1)%2].freed++
	unlock(&p.table.lock)
}

// publish adds the last epoch to what the profile shows. Everything is swept.
func (p *memoryProfile) publish() { p.add((p.epoch + 1) % 2) }

func (p *memoryProfile) add(at uint32) {
	lock(&p.table.lock)
	for place := p.table.all; place != nil; place = place.after {
		m := place.memory
		m.published.allocated += m.epochs[at].allocated
		m.published.freed += m.epochs[at].freed
		m.epochs[at] = memoryCount{}
	}
	unlock(&p.table.lock)
}

// isEmpty says whether the profile shows nothing.
func (p *memoryProfile) isEmpty() bool {
	lock(&p.table.lock)
	empty := true
	for place := p.table.all; place != nil && empty; place = place.after {
		empty = place.memory.published.allocated == 0
	}
	unlock(&p.table.lock)
	return empty
}

// read calls visit with what the profile shows of each place, if there are not more than limit of them; it gives their
// number. Places of which nothing is alive count only if all is set.
func (p *memoryProfile) read(limit int, all bool, visit func(i int, place *profilePlace, m memoryCount)) (int, bool) {
	if p.isEmpty() {
		p.add(p.epoch % 2) // nothing has been collected yet: what there is is better than nothing
	}
	lock(&p.table.lock)
	first := p.table.all
	count := 0
	for place := first; place != nil; place = place.after {
		if place.memory.published.isShown(all) {
			count++
		}
	}
	unlock(&p.table.lock)
	if count > limit {
		return count, false
	}
	i := 0
	for place := first; place != nil && i < count; place = place.after {
		if m := place.memory.published; m.isShown(all) {
			visit(i, place, m)
			i++
		}
	}
	return i, true
}

// A MemProfileRecord counts what was allocated at one place.
type MemProfileRecord struct {
	AllocBytes, FreeBytes     int64
	AllocObjects, FreeObjects int64
	Stack0                    [stackDepth]uintptr
}

// InUseBytes gives the bytes that are not freed.
func (r *MemProfileRecord) InUseBytes() int64 { return r.AllocBytes - r.FreeBytes }

// InUseObjects gives the objects that are not freed.
func (r *MemProfileRecord) InUseObjects() int64 { return r.AllocObjects - r.FreeObjects }

// Stack gives the place.
func (r *MemProfileRecord) Stack() []uintptr { return stackOf(r.Stack0[:]) }

// MemProfile copies the memory profile, if p has room, and gives the number of its records.
func MemProfile(p []MemProfileRecord, inuseZero bool) (n int, ok bool) {
	return heapProfile.read(len(p), inuseZero, func(i int, place *profilePlace, m memoryCount) {
		calls, size := place.callsAndSize()
		r := &p[i]
		r.AllocObjects, r.FreeObjects = int64(m.allocated), int64(m.freed)
		r.AllocBytes, r.FreeBytes = r.AllocObjects*size, r.FreeObjects*size
		clear(r.Stack0[copy(r.Stack0[:], calls):])
	})
}

// callsAndSize splits the key of a place.
func (place *profilePlace) callsAndSize() ([]uintptr, int64) {
	calls := place.calls()
	last := len(calls) - 1
	return calls[:last], int64(calls[last])
}

// A profileMemory is a record of internal/profilerecord.
type profileMemory struct {
	objectSize          int64
	allocated, released int64 // objects
	stack               []uintptr
}

func pprof_memProfileInternal(p []profileMemory, inuseZero bool) (n int, ok bool) {
	return heapProfile.read(len(p), inuseZero, func(i int, place *profilePlace, m memoryCount) {
		calls, size := place.callsAndSize()
		p[i] = profileMemory{size, int64(m.allocated), int64(m.freed), calls}
	})
}
