// Where the time of the processors goes, in nanoseconds.

package runtime

import "internal/runtime/atomic"

// A processorTimes holds sums since the program began.
type processorTimes struct {
	total       int64 // of all processors, until since
	since       int64 // monotonic
	assists     int64 // goroutines that mark for what they allocate
	background  int64 // the collector's share
	idleMarking int64 // marking, with nothing else to do
	pauses      int64 // processors that the collector has stopped
	idle        int64 // without goroutines
	scavenging  int64 // giving memory back
}

var cpuTimes processorTimes

// close adds up the total until now; the number of processors may change then.
func (t *processorTimes) close(now int64) {
	if t.since != 0 {
		t.total += (now - t.since) * int64(processorCount)
	}
	t.since = now
}

// add takes over what a collection has needed; pause is how long the world stood still.
func (t *processorTimes) add(c *gcCycle, pause int64) {
	t.assists += c.assists
	t.background += c.background
	t.idleMarking += c.idle
	t.pauses += pause * int64(processorCount)
}

// collections gives the time that went into collections.
func (t *processorTimes) collections() int64 {
	return t.assists + t.background + t.idleMarking + t.pauses
}

// user gives the time that was left to the program.
func (t *processorTimes) user() int64 {
	return max(t.total-t.collections()-t.idle-t.scavenging, 0)
}

// usedPart gives which part of the processors' time went into collections, but for what cost nobody anything.
func (t *processorTimes) usedPart(now int64) float64 {
	total := t.total + (now-t.since)*int64(processorCount)
	return float64(t.collections()-t.idleMarking) / float64(max(total, 1))
}

// deathCounters count finalizers and cleanups.
type deathCounters struct {
	finalizersQueued, finalizersRun uint64
	cleanupsQueued, cleanupsRun     uint64
}

var deaths deathCounters

// countDeath counts a special that was queued or has been run.
func countDeath(kind uint8, finalizers, cleanups *uint64) {
	if kind == specialFinalizer {
		atomic.Xadd64(finalizers, 1)
	} else {
		atomic.Xadd64(cleanups, 1)
	}
}
