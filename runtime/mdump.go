// The dump of the heap that debug.WriteHeapDump writes, in gc's format.
//
// A dump is a header and records: a tag, then numbers in groups of 7 bits, the lowest first; texts and contents of memory
// follow their length. Of each piece of memory it is said at which offsets it may have pointers. Stacks and variables are
// scanned conservatively, so for them these are the words that lead into the heap. There are no records of types and of
// deferred calls.
//
// Source: "heapdump15-through-heapdump17", https://go.dev/wiki/heapdump15-through-heapdump17.

package runtime

import (
	"internal/runtime/sys"
	"unsafe"
)

const heapDumpHeader = "go1.7 heap dump\n"

// Tags of records.
const (
	dumpEnd = iota
	dumpObject
	dumpOtherRoot
	dumpType
	dumpGoroutine
	dumpFrame
	dumpParameters
	dumpFinalizer
	dumpItab
	dumpThread
	dumpMemStats
	dumpQueuedFinalizer
	dumpData
	dumpBSS
	dumpDefer
	dumpPanic
	dumpPlace
	dumpSample
)

const (
	fieldsEnd    = 0
	fieldPointer = 1
)

// A heapDump is a dump that is being written. The world is stopped.
type heapDump struct {
	fd     uintptr
	used   int
	buffer [4096]byte
}

//go:linkname runtime_debug_WriteHeapDump runtime/debug.WriteHeapDump
func runtime_debug_WriteHeapDump(fd uintptr) {
	for finishSweep(); ; finishSweep() {
		stopTheWorld()
		if isSwept() {
			break
		}
		startTheWorld()
	}
	flushCaches()
	d := heapDump{fd: fd}
	d.add(unsafe.Pointer(unsafe.StringData(heapDumpHeader)), uintptr(len(heapDumpHeader)))
	d.numbers(dumpParameters, 0, ptrSize, heapLow, heapHigh)
	d.text(GOARCH)
	d.text(Version())
	d.numbers(uintptr(NumCPU()))
	d.objects()
	self := getg()
	self.sched.sp = getframe()
	for gp := loadG(&allgs); gp != nil; gp = gp.allLink {
		if status := atomicLoad(&gp.status); status != gDead && status != gIdle {
			d.goroutine(gp, gp == self)
		}
	}
	for mp := allms; mp != nil; mp = mp.allLink {
		d.numbers(dumpThread, uintptr(unsafe.Pointer(mp)), uintptr(mp.id), uintptr(mp.tid))
	}
	d.variables(dumpData, dataStart(), dataEnd())
	d.variables(dumpBSS, bssStart(), bssEnd())
	d.specials()
	d.statistics()
	d.places()
	d.numbers(dumpEnd)
	d.flush()
	startTheWorld()
}

// add writes memory.
func (d *heapDump) add(p unsafe.Pointer, n uintptr) {
	for n > 0 {
		if d.used == len(d.buffer) {
			d.flush()
		}
		part := min(n, uintptr(len(d.buffer)-d.used))
		memmove(unsafe.Pointer(&d.buffer[d.used]), p, part)
		d.used += int(part)
		p = unsafe.Add(p, part)
		n -= part
	}
}

func (d *heapDump) flush() {
	for at := 0; at < d.used; {
		n := write(d.fd, unsafe.Pointer(&d.buffer[at]), int32(d.used-at))
		if n <= 0 {
			break
		}
		at += int(n)
	}
	d.used = 0
}

func (d *heapDump) number(n uint64) {
	for n >= 0x80 {
		digit := byte(n) | 0x80
		d.add(unsafe.Pointer(&digit), 1)
		n >>= 7
	}
	last := byte(n)
	d.add(unsafe.Pointer(&last), 1)
}

func (d *heapDump) numbers(all ...uintptr) {
	for _, n := range all {
		d.number(uint64(n))
	}
}

func (d *heapDump) text(s string) {
	d.number(uint64(len(s)))
	d.add(unsafe.Pointer(unsafe.StringData(s)), uintptr(len(s)))
}

func (d *heapDump) memory(low, high uintptr) {
	d.numbers(high - low)
	d.add(unsafe.Pointer(low), high-low)
}

// objects writes all objects.
func (d *heapDump) objects() {
	for i := range mheap.central {
		c := &mheap.central[i]
		for _, list := range [4]*spanList{&c.partial[0], &c.partial[1], &c.full[0], &c.full[1]} {
			for s := list.first; s != nil; s = s.next {
				for n := uintptr(0); n < uintptr(s.nelems); n++ {
					if s.exists(n) {
						d.object(s, s.start+n*s.elemsize)
					}
				}
			}
		}
	}
}

func (d *heapDump) object(s *mspan, p uintptr) {
	d.numbers(dumpObject, p)
	d.memory(p, p+s.elemsize)
	switch {
	case s.class.noscan():
	case s.heapBits != 0:
		for bits := s.pointersOf(p); bits != 0; bits &= bits - 1 {
			d.numbers(fieldPointer, uintptr(sys.TrailingZeros64(bits))*ptrSize)
		}
	case s.class.sizeClass() != 0:
		d.elements(*(**_type)(unsafe.Pointer(p)), mallocHeaderSize, s.elemsize)
	default:
		d.elements(s.largeType, 0, s.elemsize)
	}
	d.numbers(fieldsEnd)
}

// elements tells the pointers of an array of elements of a type that lies at [low, high) in an object.
func (d *heapDump) elements(typ *_type, low, high uintptr) {
	if typ == nil {
		return // the object is being made
	}
	mask := typ.pointerMask()
	for ; low+typ.Size <= high; low += typ.Size {
		for word := uintptr(0); word < typ.PtrBytes/ptrSize; word++ {
			if *byteAt(mask + word/bitsPerByte)>>(word%bitsPerByte)&1 != 0 {
				d.numbers(fieldPointer, low+word*ptrSize)
			}
		}
	}
}

// words writes memory that is scanned conservatively, and where it may have pointers.
func (d *heapDump) words(low, high uintptr) {
	for p := roundUp(low, ptrSize); p+ptrSize <= high; p += ptrSize {
		if word := *(*uintptr)(unsafe.Pointer(p)); word-heapLow < heapHigh-heapLow {
			d.numbers(fieldPointer, p-low)
		}
	}
	d.numbers(fieldsEnd)
}

func (d *heapDump) variables(tag, low, high uintptr) {
	d.numbers(tag, low)
	d.memory(low, high)
	d.words(low, high)
}

// goroutine writes a goroutine and its frames; of inlined calls those that they are inlined into.
func (d *heapDump) goroutine(gp *g, isSelf bool) {
	system := uintptr(0)
	if gp.system {
		system = 1
	}
	d.numbers(dumpGoroutine, uintptr(unsafe.Pointer(gp)), gp.sched.sp, uintptr(gp.id), gp.origin, uintptr(gp.status))
	d.numbers(system, 0, uintptr(gp.waitSince))
	d.text(gp.state())
	d.numbers(0, uintptr(unsafe.Pointer(gp.m)), 0, uintptr(unsafe.Pointer(gp.panics)))
	w := callsOf(gp)
	if isSelf {
		w = stackWalk{gp: gp, frame: gp.sched.sp}
	}
	below, child := gp.sched.sp, uintptr(0)
	for depth := uintptr(0); w.next(); {
		if w.inlined {
			continue
		}
		high := gp.stack.hi
		if w.frame != 0 {
			high = min(w.frame, high)
		}
		high = max(high, below)
		d.numbers(dumpFrame, below, depth, child)
		d.memory(below, high)
		d.numbers(w.record.entryPC(), w.code, w.code)
		d.text(w.name)
		d.words(below, high)
		below, child = high, below
		depth++
	}
}

// specials writes finalizers.
func (d *heapDump) specials() {
	for one := allSpecials; one != nil; one = one.after {
		if one.kind == specialFinalizer {
			d.finalizer(dumpFinalizer, one.span.start+one.offset, one)
		}
	}
	for one := deadQueue; one != nil; one = one.next {
		if one.kind == specialFinalizer {
			d.finalizer(dumpQueuedFinalizer, uintptr(one.object), one)
		}
	}
}

func (d *heapDump) finalizer(tag, object uintptr, one *special) {
	d.numbers(tag, object, uintptr(one.finalizer), *(*uintptr)(one.finalizer))
	d.numbers(uintptr(unsafe.Pointer(one.function.types()[0])), uintptr(unsafe.Pointer(one.objType)))
}

// statistics writes what ReadMemStats tells, in the order of its fields.
func (d *heapDump) statistics() {
	var m MemStats
	m.fill()
	d.number(dumpMemStats)
	for _, n := range [...]uint64{
		m.Alloc, m.TotalAlloc, m.Sys, m.Lookups, m.Mallocs, m.Frees, m.HeapAlloc, m.HeapSys, m.HeapIdle, m.HeapInuse,
		m.HeapReleased, m.HeapObjects, m.StackInuse, m.StackSys, m.MSpanInuse, m.MSpanSys, m.MCacheInuse, m.MCacheSys,
		m.BuckHashSys, m.GCSys, m.OtherSys, m.NextGC, m.LastGC, m.PauseTotalNs,
	} {
		d.number(n)
	}
	for _, n := range m.PauseNs {
		d.number(n)
	}
	d.number(uint64(m.NumGC))
}

// places writes the profile of memory.
func (d *heapDump) places() {
	for place := heapProfile.table.all; place != nil; place = place.after {
		calls, size := place.callsAndSize()
		d.numbers(dumpPlace, uintptr(unsafe.Pointer(place)), uintptr(size), uintptr(len(calls)))
		for _, pc := range calls {
			name, file, line := "?", "?", 0
			if record := findRecord(pc - 1); record != nil {
				name = recordedName(record.name)
				file, line = record.fileLine(pc - 1)
			}
			d.text(name)
			d.text(file)
			d.numbers(uintptr(line))
		}
		d.number(place.memory.published.allocated)
		d.number(place.memory.published.freed)
	}
	for one := allSpecials; one != nil; one = one.after {
		if one.kind == specialSampled {
			d.numbers(dumpSample, one.span.start+one.offset, uintptr(unsafe.Pointer(one.place)))
		}
	}
}
