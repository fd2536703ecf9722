// Who marks: processors that have nothing else to do, all processors for a share of their time, and goroutines that
// allocate faster than the others mark.
//
// Marking runs in slices on the stack of the scheduler, between two goroutines; it looks after each slice at what else
// there is to do. A goroutine that gets a new span while the collector marks has to mark as many bytes as the pacer says,
// unless the processors have done so already.
//
// Invariant: markers counts those who may hold objects to be scanned in their hands. When it falls to 0 and no work is
// left in the lists, the collector is woken; what goroutines have reported to their processor's buffer meanwhile it finds
// itself.

package runtime

import "internal/runtime/atomic"

const (
	sliceBytes = 64 << 10  // scanned between two looks at what else there is to do
	shareOf    = 4         // one of so many processors' time is for marking
	leastShare = 50_000    // nanoseconds for which it pays to begin
	mostShare  = 5_000_000 // nanoseconds that goroutines wait for their processor
	idleSlices = 4         // before a processor without goroutines looks for some again
)

var markers uint32

// hasMarkWork says whether there is something to mark that anybody may take.
func hasMarkWork() bool { return !fullBuffers.isEmpty() || gcRoots.areLeft() }

// awaitMarkers waits until it seems that nothing is left to mark.
func awaitMarkers() {
	for atomic.Load(&markers) != 0 || hasMarkWork() {
		markDone.await(waitCollection)
	}
}

// slice scans about so many bytes; it gives how many they were, 0 if there was nothing to do.
func (w *gcWork) slice(limit uint64) uint64 {
	atomic.Xadd(&markers, 1)
	before := w.scanned
	for w.scanned-before < limit && w.isEmpty() && fullBuffers.isEmpty() && gcRoots.scanNext(w) {
	}
	w.drain(limit)
	bytes := w.scanned - before
	w.handOver()
	if atomic.Xadd(&markers, -1) == 0 && !hasMarkWork() {
		markDone.wake()
	}
	return bytes
}

// markShare marks before a processor runs goroutines, if all processors together have not yet given their share.
func (pp *p) markShare() {
	pp.mcache.work.handOver()
	now := nanotime()
	elapsed := now - cycle.marking
	due := elapsed*int64(processorCount)/shareOf - atomic.Loadint64(&cycle.background) - atomic.Loadint64(&cycle.idle)
	if due < leastShare || !hasMarkWork() {
		return
	}
	until := now + min(due, mostShare)
	begin := now
	for now < until && atomicLoad(&stopping) == 0 && pp.mcache.work.slice(sliceBytes) > 0 {
		now = nanotime()
	}
	atomic.Xaddint64(&cycle.background, nanotime()-begin)
	if hasMarkWork() {
		wakep()
	}
}

// markIdle marks for a moment because a thread has found nothing to run; false if there is nothing to mark either.
func markIdle(mp *m) bool {
	if writeBarrier == 0 || !hasMarkWork() {
		return false
	}
	if mp.spinning {
		stopSpinning(mp)
	}
	begin := nanotime()
	for range idleSlices {
		if mp.p.mcache.work.slice(sliceBytes) == 0 || !mp.p.isEmpty() || atomicLoad(&runQueue.count) > 0 || atomicLoad(&stopping) != 0 {
			break
		}
	}
	atomic.Xaddint64(&cycle.idle, nanotime()-begin)
	return true
}

// assist marks for a goroutine that has got so many bytes to allocate.
func assist(bytes uintptr) {
	debt := pace.debtOf(bytes)
	if debt <= 0 {
		return
	}
	begin := nanotime()
	for debt > 0 {
		done := getmcache().work.slice(sliceBytes)
		debt -= int64(done)
		if done == 0 {
			// Others are at the last of it; the collector may be waiting for this processor.
			debt = 0
		}
		if done == 0 || atomicLoad(&getg().m.p.preempt) != 0 || atomicLoad(&stopping) != 0 {
			atomic.Xaddint64(&cycle.assists, nanotime()-begin)
			goyield()
			begin = nanotime()
			if writeBarrier == 0 {
				return
			}
		}
	}
	atomic.Xaddint64(&cycle.assists, nanotime()-begin)
}
