// Metrics: what package runtime/metrics reads, by name.
//
// Who reads stops the world for a moment, in which everything is counted; so the values of one call fit together.

package runtime

import "unsafe"

// Kinds of metrics, as runtime/metrics numbers them.
const (
	metricBad = iota
	metricCount
	metricFloat
	metricHistogram
)

// A metricSample is a metrics.Sample.
type metricSample struct {
	name    string
	kind    int
	scalar  uint64 // a number, or the bits of a float64
	pointer unsafe.Pointer
}

// A floatHistogram is a metrics.Float64Histogram.
type floatHistogram struct {
	counts []uint64
	bounds []float64 // one more than counts
}

// A metric tells one thing; one of the functions is there.
type metric struct {
	name      string
	count     func(*metricState) uint64
	seconds   func(*metricState) int64 // in nanoseconds
	bySize    func(*metricState) *[sizeClasses]uint64
	durations func(*metricState) *durations
}

// A metricState is everything that metrics are taken from.
type metricState struct {
	memory     MemStats
	goroutines [gDead + 1]uint64 // by status
	created    uint64
	cycles     uint32
	forced     uint32
	live       uint64 // bytes that the last collection has found
	scannable  scannedBytes
	times      processorTimes
	allocs     [sizeClasses]uint64 // objects by size class; the last one is for large objects
	frees      [sizeClasses]uint64
	histograms stateHistograms
}

// scannedBytes is what the last collection has looked at.
type scannedBytes struct {
	globals, heap, stacks uint64
}

// stateHistograms are distributions of durations, in nanoseconds.
type stateHistograms struct {
	latencies     durations // from being runnable to running
	stoppingGC    durations // from wanting to stop the world until it stands still
	stoppingOther durations
	pausesGC      durations // until it goes on
	pausesOther   durations
}

var (
	schedHistograms stateHistograms
	metricsSema     uint32 = 1 // guards what follows
	metricsState    metricState
	sizeBounds      []float64
	timeBounds      []float64
)

//go:linkname readMetrics runtime/metrics.runtime_readMetrics
func readMetrics(samples unsafe.Pointer, length, capacity int) {
	semacquire(&metricsSema)
	if sizeBounds == nil {
		sizeBounds, timeBounds = classBounds(), durationBounds()
	}
	stopTheWorld()
	metricsState.fill()
	startTheWorld()
	list := unsafe.Slice((*metricSample)(samples), capacity)[:length]
	for i := range list {
		list[i].fill(&metricsState)
	}
	semrelease(&metricsSema)
}

// classBounds gives the least size of each size class, and where the last one ends.
func classBounds() []float64 {
	bounds := make([]float64, 0, sizeClasses+1)
	for _, size := range classSizes {
		bounds = append(bounds, float64(size)+1)
	}
	return append(bounds, infinity(1))
}

// fill takes the state. The world is stopped.
func (s *metricState) fill() {
	flushCaches()
	s.memory.fill()
	s.goroutines = [gDead + 1]uint64{}
	for gp := loadG(&allgs); gp != nil; gp = gp.allLink {
		if !gp.system {
			s.goroutines[gp.status]++
		}
	}
	s.created = goroutinesCreated()
	s.cycles, s.forced = memory.cycles, memory.forced
	s.live = pace.found
	s.scannable = scannedBytes{pace.roots - pace.lastStacks, pace.lastScan - min(pace.roots, pace.lastScan), pace.lastStacks}
	s.times = cpuTimes
	s.times.close(nanotime())
	s.allocs, s.frees = [sizeClasses]uint64{}, [sizeClasses]uint64{}
	for i := range mheap.central {
		c := &mheap.central[i]
		class := (i/2 + sizeClasses - 1) % sizeClasses // of large objects, the last
		s.allocs[class] += c.allocs
		s.frees[class] += c.frees
	}
	s.histograms = schedHistograms
}

// fill looks a metric up.
func (sample *metricSample) fill(s *metricState) {
	sample.kind = metricBad
	for i := range metrics {
		if m := &metrics[i]; m.name == sample.name {
			m.read(s, sample)
			return
		}
	}
	for i := range godebugMetrics {
		if godebugMetrics[i].name == sample.name {
			sample.kind, sample.scalar = metricCount, godebugMetrics[i].read()
			return
		}
	}
	if isSettingMetric(sample.name) {
		sample.kind, sample.scalar = metricCount, 0 // a setting of GODEBUG that nobody has looked at
	}
}

const (
	settingPrefix = "/godebug/non-default-behavior/"
	settingSuffix = ":events"
)

func isSettingMetric(name string) bool {
	n := len(name) - len(settingSuffix)
	return n > len(settingPrefix) && name[:len(settingPrefix)] == settingPrefix && name[n:] == settingSuffix
}

// read puts the value of a metric into a sample.
func (m *metric) read(s *metricState, sample *metricSample) {
	switch {
	case m.count != nil:
		sample.kind, sample.scalar = metricCount, m.count(s)
	case m.seconds != nil:
		value := float64(m.seconds(s)) / nsPerSecond
		sample.kind, sample.scalar = metricFloat, *(*uint64)(unsafe.Pointer(&value))
	case m.bySize != nil:
		copy(sample.histogram(sizeBounds).counts, m.bySize(s)[:])
	default:
		copy(sample.histogram(timeBounds).counts[1:], m.durations(s).counts[:])
	}
}

// histogram gives the histogram of a sample, which may be one of an earlier call.
func (sample *metricSample) histogram(bounds []float64) *floatHistogram {
	h := (*floatHistogram)(sample.pointer)
	if h == nil || len(h.bounds) != len(bounds) {
		h = &floatHistogram{counts: make([]uint64, len(bounds)-1)}
		sample.pointer = unsafe.Pointer(h)
	}
	h.bounds = bounds
	sample.kind = metricHistogram
	return h
}
