// Clocks, sleeping and timers.

package runtime

import "unsafe"

// haveHighResSleep tells tests of package time that sleeping a millisecond does not take much longer.
var haveHighResSleep = true

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
	if !readClock(id, &t) {
		syscall6(sysClockGettime, id, uintptr(unsafe.Pointer(&t)), 0, 0, 0, 0)
	}
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
func time_runtimeNow() (sec int64, nsec int32, mono int64) {
	if b := getg().bubble; b != nil {
		return b.now / nanosecondsPerSecond, int32(b.now % nanosecondsPerSecond), 0
	}
	return time_now()
}

//go:linkname time_runtimeNano time.runtimeNano
func time_runtimeNano() int64 {
	if b := getg().bubble; b != nil {
		return b.now
	}
	return nanotime()
}

// time_runtimeIsBubbled says whether the goroutine lives in a bubble of testing/synctest.
//
//go:linkname time_runtimeIsBubbled time.runtimeIsBubbled
func time_runtimeIsBubbled() bool { return getg().bubble != nil }

// timeSleep is time.Sleep.
//
//go:linkname timeSleep time.Sleep
func timeSleep(ns int64) {
	if ns <= 0 {
		return
	}
	gp := getg()
	if gp.sleeper == nil {
		gp.sleeper = &timer{f: wakeSleeper}
	}
	t := gp.sleeper
	t.bubble = gp.bubble
	t.when = time_runtimeNano() + ns
	t.seq = uintptr(unsafe.Pointer(gp))
	park(startSleep, nil, waitSleep)
}

func startSleep(gp *g, _ unsafe.Pointer) bool {
	t := gp.sleeper
	lock(&t.lock)
	t.start()
	unlock(&t.lock)
	return true
}

func wakeSleeper(_ any, gp uintptr, _ int64) { ready((*g)(unsafe.Pointer(gp))) }

// A timeTimer is a time.Timer or time.Ticker: its first fields are theirs.
type timeTimer struct {
	c    unsafe.Pointer // <-chan time.Time
	init bool
	timer
}

// newTimer starts a timer; c is the channel that tells its time, nil if f does something else.
//
//go:linkname newTimer time.newTimer
func newTimer(when, period int64, f func(arg any, seq uintptr, delta int64), arg any, c unsafe.Pointer) *timeTimer {
	t := new(timeTimer)
	t.init = true
	t.bubble = getg().bubble
	t.channel = (*hchan)(c)
	if t.channel != nil {
		t.channel.timer = &t.timer
	}
	t.reset(when, period, f, arg, 0)
	return t
}

//go:linkname stopTimer time.stopTimer
func stopTimer(t *timeTimer) bool {
	if t.bubble != nil && getg().bubble == nil {
		fatal("stop of synctest timer from outside bubble")
	}
	return t.halt()
}

//go:linkname resetTimer time.resetTimer
func resetTimer(t *timeTimer, when, period int64) bool {
	if t.bubble != nil && getg().bubble == nil {
		fatal("reset of synctest timer from outside bubble")
	}
	return t.reset(when, period, t.f, t.arg, t.seq)
}
