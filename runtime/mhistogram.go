// Histograms of durations for runtime/metrics: buckets are powers of two, each in four equal parts, from 256 ns on.

package runtime

import (
	"internal/runtime/atomic"
	"internal/runtime/sys"
)

const (
	histogramFirst  = 9  // durations of fewer binary digits are in the first four buckets
	histogramLast   = 48 // durations of as many digits or more are in the last bucket
	histogramParts  = 4
	partBits        = 2
	durationBuckets = (histogramLast-histogramFirst+1)*histogramParts + 1 // without the one for negative durations
	nsPerSecond     = 1e9
)

// A durations is a histogram.
type durations struct {
	counts [durationBuckets]uint64
}

// record counts a duration, in nanoseconds.
func (h *durations) record(ns int64) {
	atomic.Xadd64(&h.counts[durationBucket(uint64(max(ns, 0)))], 1)
}

// durationBucket gives the bucket of a duration.
func durationBucket(ns uint64) int {
	digits := sys.Len64(ns)
	switch {
	case digits < histogramFirst:
		return int(ns >> (histogramFirst - 1 - partBits))
	case digits >= histogramLast:
		return durationBuckets - 1
	}
	return (digits-histogramFirst+1)*histogramParts + int(ns>>(digits-1-partBits))%histogramParts
}

// durationBounds gives the least duration of each bucket in seconds, one for negative durations in front, and where the
// last one ends.
func durationBounds() []float64 {
	bounds := make([]float64, 0, durationBuckets+2)
	bounds = append(bounds, infinity(-1))
	for part := uint64(0); part < histogramParts; part++ {
		bounds = append(bounds, float64(part<<(histogramFirst-1-partBits))/nsPerSecond)
	}
	for digits := histogramFirst; digits < histogramLast; digits++ {
		for part := uint64(0); part < histogramParts; part++ {
			bounds = append(bounds, float64((histogramParts+part)<<(digits-1-partBits))/nsPerSecond)
		}
	}
	return append(bounds, float64(uint64(1)<<(histogramLast-1))/nsPerSecond, infinity(1))
}
