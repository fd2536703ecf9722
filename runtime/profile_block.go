// Profiles of waiting: where goroutines wait, and who keeps them waiting with a lock.
//
// Waits are counted when they end, by who waited; waits for a lock are counted, beside that, by who gives the lock back.
// Only a part is counted: waits as long as the rate or longer, and of shorter ones as many as make up for the others;
// every n-th wait for a lock. Each stands for those that are left out.

package runtime

import _ "unsafe" // for go:linkname

var (
	waits     profileTable
	waitRate  uint64 // nanoseconds; 0: no wait is counted
	lockWaits profileTable
	lockRate  uint32 // one of so many is counted; 0: none
)

// SetBlockProfileRate sets how many nanoseconds of waiting lie between two samples; with 0 or less, there are none.
//
//go:noinline
func SetBlockProfileRate(rate int) { atomicStore64(&waitRate, uint64(max(rate, 0))) }

// SetMutexProfileFraction sets that one of so many waits for locks is counted, none with 0; with less, nothing changes.
// It gives the setting before.
//
//go:noinline
func SetMutexProfileFraction(rate int) int {
	before := int(atomicLoad(&lockRate))
	if rate >= 0 {
		atomicStore(&lockRate, uint32(rate))
	}
	return before
}

// beginWait gives the time at the begin of a wait, 0 if waits are not counted.
func beginWait() int64 {
	if atomicLoad64(&waitRate) == 0 {
		return 0
	}
	return nanotime()
}

// endWait counts a wait that has ended. The stack begins skip calls outside the caller.
//
//go:noinline
func endWait(begin int64, skip int) {
	rate := float64(atomicLoad64(&waitRate))
	if begin == 0 || rate == 0 {
		return
	}
	time := float64(max(nanotime()-begin, 1))
	if time >= rate {
		countWait(&waits, skip+1, 1, time)
	} else if float64(rand()>>1) < time/rate*(1<<63) {
		countWait(&waits, skip+1, rate/time, rate)
	}
}

// endLockWait counts the wait that the end of a lock has ended.
//
//go:noinline
func endLockWait(begin int64, skip int) {
	rate := atomicLoad(&lockRate)
	if rate != 0 && randn(rate) == 0 {
		time := max(nanotime()-begin, 1)
		countWait(&lockWaits, skip+1, float64(rate), float64(rate)*float64(time))
	}
}

//go:noinline
func countWait(t *profileTable, skip int, count, time float64) {
	var calls [profileDepth]uintptr
	n := callers(skip+1, calls[:])
	t.add(calls[:n], count, time)
}

// A BlockProfileRecord counts how often, and how long, goroutines waited at one place.
type BlockProfileRecord struct {
	Count  int64
	Cycles int64
	StackRecord
}

// BlockProfile copies the profile of waiting, if p has room, and gives the number of its records.
func BlockProfile(p []BlockProfileRecord) (n int, ok bool) { return waits.copy(p) }

// MutexProfile copies the profile of contended locks.
func MutexProfile(p []BlockProfileRecord) (n int, ok bool) { return lockWaits.copy(p) }

func (t *profileTable) copy(p []BlockProfileRecord) (n int, ok bool) {
	return t.read(len(p), func(i int, place *profilePlace) {
		p[i] = BlockProfileRecord{Count: int64(place.count), Cycles: int64(place.time)}
		copy(p[i].Stack0[:], place.calls())
	})
}

// A profileBlock is a record of internal/profilerecord.
type profileBlock struct {
	count  int64
	cycles int64
	stack  []uintptr
}

func pprof_blockProfileInternal(p []profileBlock) (n int, ok bool) { return waits.copyFull(p) }

func pprof_mutexProfileInternal(p []profileBlock) (n int, ok bool) { return lockWaits.copyFull(p) }

func (t *profileTable) copyFull(p []profileBlock) (n int, ok bool) {
	return t.read(len(p), func(i int, place *profilePlace) {
		p[i] = profileBlock{int64(place.count), int64(place.time), append([]uintptr(nil), place.calls()...)}
	})
}

// pprof_cyclesPerSecond: waits are measured in nanoseconds.
//
//go:linkname pprof_cyclesPerSecond runtime/pprof.runtime_cyclesPerSecond
func pprof_cyclesPerSecond() int64 { return nanosecondsPerSecond }
