// Statistics of memory, and metrics.

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

// ReadMemStats fills in the statistics.
func ReadMemStats(m *MemStats)

// readMetrics fills in samples of runtime/metrics.
//
//go:linkname readMetrics runtime/metrics.runtime_readMetrics
func readMetrics(samples unsafe.Pointer, length, capacity int)

//go:linkname coverage_getCovCounterList internal/coverage/cfile.getCovCounterList
func coverage_getCovCounterList() []covCounters { return nil }

// A covCounters is a block of coverage counters (internal/coverage/rtcov); we make none.
type covCounters struct {
	counters *uint32
	length   uint64
}
