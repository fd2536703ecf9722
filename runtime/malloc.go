// Allocation.
//
// Small objects come from the span of their size class that the processor holds, without a lock. Objects without
// pointers of less than 16 bytes share blocks. Large objects have a span of their own.
//
// Memory that may hold something is cleared when the object needs it: when it has pointers, or when the caller asks.
//
// Invariant: a goroutine is not preempted inside package runtime, so that from taking an object to describing it nobody
// else sees the processor's span.

package runtime

import (
	"internal/runtime/atomic"
	"unsafe"
)

const (
	maxAlloc    = 1 << 47 // no object can be larger
	mostMemory  = 1 << 44 // no machine has more; the kernel would reserve it all the same
	tinySize    = 16
	tinyClass   = 2
	stressBytes = 512       // that are marked at an allocation when gcstress makes collections follow each other
	clearStep   = 256 << 10 // bytes of a large object that are cleared before anything else may happen
)

var zerobase uintptr // the address of everything that has no size

// mallocinit prepares the heap. It runs before anything is allocated.
func mallocinit() {
	initSizeClasses()
	initArenas()
	readGCSettings()
	startTime = nanotime()
	cpuTimes.since = startTime
}

// newobject allocates a zeroed object of a type.
func newobject(typ *_type) unsafe.Pointer {
	noscan := typ.PtrBytes == 0
	if typ.Size <= headerlessSize && MemProfileRate == shortRate && (!noscan || typ.Size >= tinySize) {
		class := makeSpanClass(fineClasses[(typ.Size+fineStep-1)/fineStep], noscan)
		s := getmcache().spans[class]
		if p := s.take(); p != 0 {
			if s.needzero {
				clearWords(p, s.elemsize)
			}
			if !noscan {
				s.setPointers(p, typ.Size, typ)
			}
			return unsafe.Pointer(p)
		}
	}
	return mallocgc(typ.Size, typ, true)
}

// mallocgc allocates size bytes: elements of a type, or memory without pointers if typ is nil. Without needzero, memory
// without pointers may hold anything.
func mallocgc(size uintptr, typ *_type, needzero bool) unsafe.Pointer {
	if size == 0 {
		return unsafe.Pointer(&zerobase)
	}
	if MemProfileRate != shortRate {
		settleRate()
		beforeMalloc()
	}
	c := getmcache()
	noscan := typ == nil || typ.PtrBytes == 0
	var p uintptr
	switch {
	case size > maxSmallSize-mallocHeaderSize:
		return mallocLarge(size, typ, needzero)
	case noscan && size < tinySize:
		return mallocTiny(c, size, typ)
	case noscan:
		p = c.alloc(makeSpanClass(sizeClass(size), true), needzero)
	case size <= headerlessSize:
		class := makeSpanClass(sizeClass(size), false)
		p = c.alloc(class, true)
		c.spans[class].setPointers(p, size, typ)
	default:
		p = c.alloc(makeSpanClass(sizeClass(size+mallocHeaderSize), false), true)
		*(*uintptr)(unsafe.Pointer(p)) = uintptr(unsafe.Pointer(typ))
		p += mallocHeaderSize
	}
	if MemProfileRate != shortRate {
		c.sampler.look(p)
	}
	if c.refilled != 0 {
		return afterRefill(c, unsafe.Pointer(p))
	}
	return unsafe.Pointer(p)
}

// alloc gives the address of an object of a class.
//
//go:inline
func (c *mcache) alloc(class spanClass, needzero bool) uintptr {
	s := c.spans[class]
	p := s.take()
	if p == 0 {
		p = c.refill(class)
		if p == 0 {
			outOfMemory(s.elemsize)
		}
		s = c.spans[class]
	}
	if needzero && s.needzero {
		clearWords(p, s.elemsize)
	}
	return p
}

// mallocTiny allocates less than 16 bytes without pointers. They lie aligned as their size suggests.
func mallocTiny(c *mcache, size uintptr, typ *_type) unsafe.Pointer {
	at := c.tinyFree
	switch {
	case size&7 == 0:
		at = roundUp(at, 8)
	case size&3 == 0:
		at = roundUp(at, 4)
	case size&1 == 0:
		at = roundUp(at, 2)
	}
	c.tinies++
	if at+size <= tinySize && c.tiny != 0 {
		c.tinyFree = at + size
		return unsafe.Pointer(c.tiny + at)
	}
	p := c.alloc(makeSpanClass(tinyClass, true), true)
	c.tinies--
	if size < c.tinyFree || c.tiny == 0 {
		c.tiny, c.tinyFree = p, size
	}
	if MemProfileRate != shortRate {
		c.sampler.look(p)
	}
	if c.refilled != 0 {
		return afterRefill(c, unsafe.Pointer(p))
	}
	return unsafe.Pointer(p)
}

// mallocLarge allocates a span for an object.
func mallocLarge(size uintptr, typ *_type, needzero bool) unsafe.Pointer {
	if size > mostMemory {
		outOfMemory(size)
	}
	noscan := typ == nil || typ.PtrBytes == 0
	class := makeSpanClass(0, noscan)
	s := mheap.allocSpan((size+pageSize-1)/pageSize, class)
	if s == nil {
		outOfMemory(size)
	}
	s.take()
	if writeBarrier != 0 {
		s.markFree()
	}
	mheap.central[class].enterLarge(s)
	addLive(int64(s.elemsize))
	if s.needzero && (needzero || !noscan) {
		clearLarge(s.start, s.npages*pageSize)
	}
	if !noscan {
		// The collector scans the object from here on.
		atomic.StorepNoWB(unsafe.Pointer(&s.largeType), unsafe.Pointer(typ))
	}
	sampler := &getmcache().sampler
	sampler.count(sampler.of(class), s.start, s.elemsize)
	return payForMemory(unsafe.Pointer(s.start), s.elemsize)
}

// clearLarge clears a large object that has no type yet. The world may be stopped in between.
func clearLarge(p, n uintptr) {
	for n > clearStep && canCollect() {
		clearWords(p, clearStep)
		p += clearStep
		n -= clearStep
		if atomicLoad(&stopping) != 0 {
			goyield()
		}
	}
	clearWords(p, n)
}

// afterRefill pays for the span that an allocation has got.
func afterRefill(c *mcache, p unsafe.Pointer) unsafe.Pointer {
	bytes := c.refilled
	c.refilled = 0
	return payForMemory(p, bytes)
}

// payForMemory collects if it is time, or marks for so many bytes of new memory while somebody collects. It gives way to
// who stops the world: a goroutine that does little but allocate is hardly ever met where it can be preempted. It gives
// back an object that it keeps alive.
func payForMemory(p unsafe.Pointer, bytes uintptr) unsafe.Pointer {
	switch {
	case !canCollect():
	case atomicLoad(&stopping) != 0:
		goyield()
	case writeBarrier != 0:
		assist(bytes)
	default:
		gcIfDue()
	}
	return p
}

// enterLarge lists the span of a large object that has just been allocated.
func (c *mcentral) enterLarge(s *mspan) {
	lock(&c.lock)
	s.settle()
	c.allocs++
	c.full[sweptSide()].add(s)
	unlock(&c.lock)
	atomic.Xadd64(&memory.largeAlloc, int64(s.elemsize))
}

// beforeMalloc lets the collector do a step as often as gcstress says: it begins, or marks a little, or ends.
func beforeMalloc() {
	if gcStress == 0 || !canCollect() {
		return
	}
	c := getmcache()
	c.untilNext--
	if c.untilNext > 0 {
		return
	}
	c.untilNext = gcStress
	switch {
	case gcStopTheWorld:
		collectNow(gcForced)
		return
	case writeBarrier != 0 && c.work.slice(stressBytes) > 0:
		return
	}
	collector.ask(gcDue)
	goyield()
}

// clearWords clears n bytes, a multiple of the size of a word.
func clearWords(p, n uintptr) {
	memclrNoHeapPointers(unsafe.Pointer(p), n)
}

func outOfMemory(size uintptr) {
	printlock()
	printstring("runtime: out of memory: cannot allocate ")
	printuint(uint64(size))
	printstring("-byte block (")
	printuint(memory.inUse)
	printstring(" in use)\n")
	printunlock()
	throw("out of memory")
}
