// Clocks, sleeping and timers.

package runtime

import "unsafe"

const (
	clockRealtime  = 0
	clockMonotonic = 1

	nanosecondsPerSecond = 1e9
)

type timespec struct {
	sec  int64
	nsec int64
}

func clock(id uintptr) timespec {
	var t timespec
	syscall6(sysClockGettime, id, uintptr(unsafe.Pointer(&t)), 0, 0, 0, 0)
	return t
}

// nanotime reads the clock that never goes back.
func nanotime() int64 {
	t := clock(clockMonotonic)
	return t.sec*nanosecondsPerSecond + t.nsec
}

//go:linkname time_now time.now
func time_now() (sec int64, nsec int32, mono int64) {
	t := clock(clockRealtime)
	return t.sec, int32(t.nsec), nanotime()
}

//go:linkname time_runtimeNow time.runtimeNow
func time_runtimeNow() (sec int64, nsec int32, mono int64) { return time_now() }

//go:linkname time_runtimeNano time.runtimeNano
func time_runtimeNano() int64 { return nanotime() }

// time_runtimeIsBubbled says whether the goroutine lives in a bubble of testing/synctest.
//
//go:linkname time_runtimeIsBubbled time.runtimeIsBubbled
func time_runtimeIsBubbled() bool { return false }

// timeSleep is time.Sleep; a signal does not end it early.
//
//go:linkname timeSleep time.Sleep
func timeSleep(ns int64) {
	if ns <= 0 {
		return
	}
	t := timespec{ns / nanosecondsPerSecond, ns % nanosecondsPerSecond}
	for int(syscall6(sysNanosleep, uintptr(unsafe.Pointer(&t)), uintptr(unsafe.Pointer(&t)), 0, 0, 0, 0)) == -errInterrupted {
	}
}

// A timeTimer is a time.Timer or time.Ticker, whose first fields we know.
type timeTimer struct {
	c    unsafe.Pointer
	init bool
}

//go:linkname newTimer time.newTimer
func newTimer(when, period int64, f func(arg any, seq uintptr, delta int64), arg any, c unsafe.Pointer) *timeTimer

//go:linkname stopTimer time.stopTimer
func stopTimer(t *timeTimer) bool

//go:linkname resetTimer time.resetTimer
func resetTimer(t *timeTimer, when, period int64) bool
