// Marking: from the roots to everything that can be reached.
//
// An object that was marked and has pointers waits in a work buffer until somebody scans it. Each processor fills and
// empties a buffer of its own; what is more than that goes to a list for all, and half of it when the others have
// nothing. Of a large object the parts wait, so that several processors may scan it.
//
// Invariant: a marked object with pointers, unless it is younger than the collection, is in exactly one work buffer until
// it is scanned.

package runtime

import (
	"internal/runtime/atomic"
	"internal/runtime/sys"
	"unsafe"
)

const (
	workEntries  = 254 // a buffer has 2 KiB
	prefetched   = 8   // objects that are on their way into the cache
	leastToShare = 8   // objects
)

// A workBuffer holds addresses of objects.
type workBuffer struct {
	_       sys.NotInHeap
	next    *workBuffer
	count   uintptr
	objects [workEntries]uintptr
}

// A workList is a list of buffers that belongs to nobody.
type workList struct {
	lock  mutex
	first *workBuffer
}

var (
	fullBuffers  workList // with objects
	emptyBuffers workList
)

func (l *workList) put(b *workBuffer) {
	lock(&l.lock)
	b.next = l.first
	atomic.StorepNoWB(unsafe.Pointer(&l.first), unsafe.Pointer(b))
	unlock(&l.lock)
}

func (l *workList) isEmpty() bool {
	return atomic.Loaduintptr((*uintptr)(unsafe.Pointer(&l.first))) == 0
}

// get takes a buffer off; nil if there is none.
func (l *workList) get() *workBuffer {
	if l.isEmpty() {
		return nil
	}
	lock(&l.lock)
	b := l.first
	if b != nil {
		atomic.StorepNoWB(unsafe.Pointer(&l.first), unsafe.Pointer(b.next))
	}
	unlock(&l.lock)
	return b
}

// A gcWork is what one processor has to scan.
type gcWork struct {
	_       sys.NotInHeap
	buffer  *workBuffer
	marked  uint64 // bytes of the objects that it has marked
	scanned uint64 // bytes in which it has looked for pointers
	checks  bool   // it belongs to the verifier: it does not mark but checks
}

// strayWork takes what is reported by threads without a processor.
var (
	strayWork gcWork
	strayLock mutex
)

// push keeps an object to be scanned.
func (w *gcWork) push(p uintptr) {
	b := w.buffer
	if b == nil || b.count == workEntries {
		if b != nil {
			fullBuffers.put(b)
		}
		b = newWorkBuffer()
		w.buffer = b
	}
	b.objects[b.count] = p
	b.count++
}

func newWorkBuffer() *workBuffer {
	b := emptyBuffers.get()
	if b == nil {
		b = (*workBuffer)(persistentalloc(unsafe.Sizeof(workBuffer{}), 64))
	}
	b.count = 0
	return b
}

// pop gives an object to be scanned, 0 if nobody has left one.
func (w *gcWork) pop() uintptr {
	b := w.buffer
	if b == nil || b.count == 0 {
		full := fullBuffers.get()
		if full == nil {
			return 0
		}
		if b != nil {
			emptyBuffers.put(b)
		}
		w.buffer = full
		b = full
	}
	b.count--
	return b.objects[b.count]
}

// isEmpty says whether the own buffer holds nothing.
func (w *gcWork) isEmpty() bool { return w.buffer == nil || w.buffer.count == 0 }

// handOver leaves everything to others, and tells what was done.
func (w *gcWork) handOver() {
	if !w.isEmpty() {
		fullBuffers.put(w.buffer)
		w.buffer = nil
	}
	if w.marked != 0 || w.scanned != 0 {
		atomic.Xadd64(&pace.marked, int64(w.marked))
		atomic.Xadd64(&pace.scanned, int64(w.scanned))
		w.marked, w.scanned = 0, 0
	}
}

// share gives half of the buffer to others if they have nothing.
func (w *gcWork) share() {
	b := w.buffer
	if b == nil || b.count < leastToShare || !fullBuffers.isEmpty() {
		return
	}
	half := newWorkBuffer()
	rest := b.count / 2
	half.count = b.count - rest
	for i := uintptr(0); i < half.count; i++ {
		half.objects[i] = b.objects[rest+i]
	}
	b.count = rest
	// The older half leads to more.
	w.buffer = half
	fullBuffers.put(b)
	wakep()
}

// dispose gives the empty buffer back.
func (w *gcWork) dispose() {
	w.handOver()
	if b := w.buffer; b != nil {
		w.buffer = nil
		emptyBuffers.put(b)
	}
}

// drain scans until nothing is left to scan, or about so many bytes were scanned; it says whether nothing is left. An
// object waits in a short queue while it comes into the processor's cache.
func (w *gcWork) drain(limit uint64) bool {
	var queue [prefetched]uintptr
	begin, idle := w.scanned, 0
	for at := 0; idle < prefetched; at = (at + 1) % prefetched {
		next := uintptr(0)
		if w.scanned-begin < limit {
			next = w.pop()
		}
		p := queue[at]
		queue[at] = next
		if next != 0 {
			sys.Prefetch(next)
			idle = 0
		} else {
			idle++
		}
		if p != 0 {
			spanOf(p).scan(p, w)
			idle = 0
		}
		if at == 0 && processorCount > 1 {
			w.share()
		}
	}
	return w.scanned-begin < limit
}

// markPointer marks the object that a pointer points into; pointers to elsewhere mean nothing.
func (w *gcWork) markPointer(p uintptr) {
	if w.checks {
		checkPointer(p)
		return
	}
	s := spanOf(p)
	if s == nil {
		return
	}
	w.markObject(s, s.index(p))
}

func (w *gcWork) markObject(s *mspan, i uintptr) {
	if !s.mark(i) {
		return
	}
	w.marked += uint64(s.elemsize)
	if !s.class.noscan() {
		w.push(s.start + i*s.elemsize)
	}
}

// markWord marks what a word means if it is a pointer. A pointer to the begin of an object may have come from one
// behind the last element of the object in front of it, so that one is marked, too.
func (w *gcWork) markWord(p uintptr) {
	if p-heapLow > heapHigh-heapLow {
		return
	}
	at := w.markMaybe(p)
	if (at == p || at == 0) && !leaks.searching {
		w.markMaybe(p - 1)
	}
}

// markMaybe marks the object around an address, if there is one; it gives where the object begins, else 0.
func (w *gcWork) markMaybe(p uintptr) uintptr {
	s := spanOf(p)
	if s == nil {
		return 0
	}
	i := s.index(p)
	if s.exists(i) {
		w.markObject(s, i)
	}
	return s.start + i*s.elemsize
}

// markWords marks what the words in [low, high) mean if they are pointers.
func (w *gcWork) markWords(low, high uintptr) {
	if low < high {
		w.scanned += uint64(high - low)
	}
	for p := roundUp(low, ptrSize); p+ptrSize <= high; p += ptrSize {
		w.markWord(*(*uintptr)(unsafe.Pointer(p)))
	}
}

// markVariables does the same for memory outside of stacks. A pointer in memory never points behind an object, so that
// the one in front is not meant: otherwise what a special refers to would keep the object that lies before it.
func (w *gcWork) markVariables(low, high uintptr) {
	w.scanned += uint64(high - low)
	for p := roundUp(low, ptrSize); p+ptrSize <= high; p += ptrSize {
		if word := *(*uintptr)(unsafe.Pointer(p)); word-heapLow <= heapHigh-heapLow {
			w.markMaybe(word)
		}
	}
}
