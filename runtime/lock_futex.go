// Locks of the runtime, and notes: one-time events that a thread sleeps for. Both rest on the kernel's futex.
//
// Source: U. Drepper, "Futexes Are Tricky": a lock is free, held, or held with somebody asleep.

package runtime

import "unsafe"

const (
	lockFree = iota
	lockHeld
	lockContended

	lockSpins     = 30
	futexWaitOp   = 128 // FUTEX_WAIT_PRIVATE
	futexWakeOp   = 129 // FUTEX_WAKE_PRIVATE
	noTimeout     = -1
	noteSignalled = 1
)

// A mutex is a lock of the runtime; the thread that holds it must not block otherwise.
type mutex struct {
	state uint32
}

// lock takes a lock. The goroutine stays on its thread until unlock.
//
//go:noinline
func lock(l *mutex) {
	getg().m.locks++
	if !atomicCas(&l.state, lockFree, lockHeld) {
		lockSlow(l)
	}
}

func lockSlow(l *mutex) {
	for range lockSpins {
		if atomicLoad(&l.state) == lockFree && atomicCas(&l.state, lockFree, lockHeld) {
			return
		}
		pause()
	}
	for atomicSwap(&l.state, lockContended) != lockFree {
		futexSleep(&l.state, lockContended, noTimeout)
	}
}

// unlock gives a lock back.
//
//go:noinline
func unlock(l *mutex) {
	if atomicSwap(&l.state, lockFree) == lockContended {
		futexWake(&l.state, 1)
	}
	getg().m.locks--
}

// A note is an event. It may be cleared when nobody sleeps for it.
type note struct {
	state uint32
}

func (n *note) clear() { atomicStore(&n.state, 0) }

// wake makes the event happen.
func (n *note) wake() {
	atomicStore(&n.state, noteSignalled)
	futexWake(&n.state, 1)
}

// sleep waits for the event.
func (n *note) sleep() {
	for atomicLoad(&n.state) == 0 {
		futexSleep(&n.state, 0, noTimeout)
	}
}

// sleepFor waits at most ns nanoseconds; it says whether the event has happened.
func (n *note) sleepFor(ns int64) bool {
	deadline := nanotime() + ns
	for atomicLoad(&n.state) == 0 && ns > 0 {
		futexSleep(&n.state, 0, ns)
		ns = deadline - nanotime()
	}
	return atomicLoad(&n.state) != 0
}

// futexSleep sleeps while *place is value, at most ns nanoseconds; it may wake for no reason.
func futexSleep(place *uint32, value uint32, ns int64) {
	var t timespec
	timeout := uintptr(0)
	if ns != noTimeout {
		t = timespec{ns / nanosecondsPerSecond, ns % nanosecondsPerSecond}
		timeout = uintptr(unsafe.Pointer(&t))
	}
	syscall6(sysFutex, uintptr(unsafe.Pointer(place)), futexWaitOp, uintptr(value), timeout, 0, 0)
}

func futexWake(place *uint32, count uintptr) {
	syscall6(sysFutex, uintptr(unsafe.Pointer(place)), futexWakeOp, count, 0, 0, 0)
}

// pause is an assembly stub: a hint to the processor in a loop that waits.
func pause()
