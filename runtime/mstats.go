// Statistics of memory.

package runtime

import "unsafe"

// MemStats is what ReadMemStats tells; sizes are bytes, times nanoseconds.
type MemStats struct {
	Alloc      uint64 // as HeapAlloc
	TotalAlloc uint64 // of all objects ever
	Sys        uint64 // taken from the operating system
	Lookups    uint64
	Mallocs    uint64 // objects
	Frees      uint64 // objects

	HeapAlloc    uint64
	HeapSys      uint64
	HeapIdle     uint64
	HeapInuse    uint64
	HeapReleased uint64
	HeapObjects  uint64 // objects

	StackInuse  uint64
	StackSys    uint64
	MSpanInuse  uint64
	MSpanSys    uint64
	MCacheInuse uint64
	MCacheSys   uint64
	BuckHashSys uint64
	GCSys       uint64
	OtherSys    uint64

	NextGC        uint64 // heap size that starts the next collection
	LastGC        uint64 // since 1970
	PauseTotalNs  uint64
	PauseNs       [256]uint64 // of the last collections, in a circle
	PauseEnd      [256]uint64
	NumGC         uint32
	NumForcedGC   uint32
	GCCPUFraction float64
	EnableGC      bool
	DebugGC       bool

	BySize [61]struct {
		Size    uint32
		Mallocs uint64
		Frees   uint64
	}
}

// memoryCounters count what the runtime has from the operating system and what became of it, in bytes.
type memoryCounters struct {
	heap     uint64 // address space of the page heap
	inUse    uint64 // of it, in spans
	released uint64 // of it, without memory behind it
	spans    uint64 // structures of spans
	gc       uint64 // of the collector and of arenas
	other    uint64 // anything else that is not the heap
	stacks   uint64 // of goroutines, as the last collection has found them

	tinies     uint64 // objects that share blocks, ever
	largeAlloc uint64 // large objects, ever
	largeFree  uint64

	cycles     uint32 // collections
	forced     uint32 // of them, by runtime.GC
	lastEnd    int64  // when the last one ended, since 1970
	pauseTotal uint64 // nanoseconds with the world stopped
	pauses     [256]uint64
	pauseEnds  [256]uint64
}

var memory memoryCounters

// total is everything that the kernel has given, without what was given back.
func (m *memoryCounters) total() uint64 { return m.heap - m.released + m.other + m.gc + m.stacks }

// ReadMemStats fills in the statistics.
func ReadMemStats(m *MemStats) {
	stopTheWorld()
	flushCaches()
	m.fill()
	startTheWorld()
}

// fill computes the statistics. The world is stopped, and no processor holds a span.
func (m *MemStats) fill() {
	*m = MemStats{}
	m.Mallocs, m.Frees = memory.tinies, memory.tinies
	allocated, freed := memory.largeAlloc, memory.largeFree
	for i := range mheap.central {
		c := &mheap.central[i]
		m.Mallocs += c.allocs
		m.Frees += c.frees
		class := i / 2
		size := uint64(classSizes[class])
		allocated += c.allocs * size
		freed += c.frees * size
		if class < len(m.BySize) {
			m.BySize[class].Size = uint32(size)
			m.BySize[class].Mallocs += c.allocs
			m.BySize[class].Frees += c.frees
		}
	}
	m.TotalAlloc, m.HeapAlloc, m.Alloc = allocated, allocated-freed, allocated-freed
	m.HeapObjects = m.Mallocs - m.Frees
	m.HeapSys, m.HeapInuse, m.HeapReleased = memory.heap, memory.inUse, memory.released
	m.HeapIdle = memory.heap - memory.inUse
	m.StackInuse = stacksInUse()
	m.StackSys = m.StackInuse + 2*stackUnit*uint64(threadCount) // each thread has one for signals as well
	m.MSpanInuse, m.MSpanSys = memory.spans, memory.spans
	m.MCacheInuse = uint64(processorCount) * uint64(unsafe.Sizeof(mcache{}))
	m.MCacheSys = m.MCacheInuse
	m.GCSys, m.OtherSys = memory.gc, memory.other-memory.spans-m.MCacheSys
	m.Sys = m.HeapSys + m.StackSys + m.MSpanSys + m.MCacheSys + m.GCSys + m.OtherSys
	m.NextGC, m.LastGC, m.PauseTotalNs = pace.goal, uint64(memory.lastEnd), memory.pauseTotal
	m.PauseNs, m.PauseEnd = memory.pauses, memory.pauseEnds
	m.NumGC, m.NumForcedGC = memory.cycles, memory.forced
	m.GCCPUFraction = cpuTimes.usedPart(nanotime())
	m.EnableGC = true
}

const stackUnit = 4096 // bytes by which the kernel commits a stack

// stacksInUse gives the bytes of the goroutines' stacks that hold something. The world is stopped.
func stacksInUse() uint64 {
	bytes := uint64(0)
	forEachG(func(gp *g) {
		bytes += uint64(roundUp(gp.stack.hi-gp.sched.sp, stackUnit))
	})
	return bytes
}

// readGCStats gives the pauses of the last collections, the newest first, then when each ended, then the time of the last
// one, the number of collections, and all pauses together.
//
//go:linkname readGCStats runtime/debug.readGCStats
func readGCStats(pauses *[]uint64) {
	stopTheWorld()
	kept := uint32(len(memory.pauses))
	n := min(memory.cycles, kept)
	p := (*pauses)[:cap(*pauses)]
	for i := uint32(0); i < n; i++ {
		at := (memory.cycles - 1 - i) % kept
		p[i], p[n+i] = memory.pauses[at], memory.pauseEnds[at]
	}
	p[2*n], p[2*n+1], p[2*n+2] = uint64(memory.lastEnd), uint64(memory.cycles), memory.pauseTotal
	*pauses = p[:2*n+3]
	startTheWorld()
}

//go:linkname coverage_getCovCounterList internal/coverage/cfile.getCovCounterList
func coverage_getCovCounterList() []covCounters { return nil }

// A covCounters is a block of coverage counters (internal/coverage/rtcov); we make none.
type covCounters struct {
	counters *uint32
	length   uint64
}
