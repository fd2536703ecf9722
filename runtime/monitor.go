// The monitor: a thread without a processor that looks after what nobody else sees.
//
// It takes processors away from threads that stay in a system call, stops goroutines that run for long, looks at the
// network when all threads are busy, and wakes somebody for timers that are late. It sleeps longer and longer while there
// is nothing to do, and entirely while all processors are idle.

package runtime

import "unsafe"

const (
	monitorShortest = 20_000     // nanoseconds of sleep
	monitorLongest  = 10_000_000 //
	monitorPatience = 50         // rounds without work before it sleeps longer
	timeSlice       = 10_000_000 // after which a goroutine is stopped
	pollAfter       = 10_000_000 // that the network was last looked at
)

var (
	monitorNote   note
	monitorSleeps uint32
)

// monitor runs for ever.
func monitor() {
	idle := 0
	delay := int64(monitorShortest)
	for {
		if idle == 0 {
			delay = monitorShortest
		} else if idle > monitorPatience {
			delay = min(delay*2, monitorLongest)
		}
		sleepThread(delay)
		if sleepWhileIdle() {
			idle = 0
		}
		now := nanotime()
		if last := int64(atomicLoad64(&lastPoll)); pollsNetwork() && last+pollAfter < now {
			if ready := pollNetwork(0); ready.count != 0 {
				injectReady(nil, &ready)
			}
		}
		if retake(now) {
			idle = 0
		} else {
			idle++
		}
		traceScheduler(now)
	}
}

// sleepWhileIdle sleeps while no goroutine runs; it says whether it did.
func sleepWhileIdle() bool {
	if atomicLoad(&stopping) == 0 && atomicLoad(&idleCount) < uint32(processorCount) || schedTrace > 0 {
		return false
	}
	lock(&schedLock)
	if atomicLoad(&stopping) == 0 && atomicLoad(&idleCount) < uint32(processorCount) {
		unlock(&schedLock)
		return false
	}
	atomicStore(&monitorSleeps, 1)
	unlock(&schedLock)
	monitorNote.sleep()
	lock(&schedLock)
	atomicStore(&monitorSleeps, 0)
	monitorNote.clear()
	unlock(&schedLock)
	return true
}

// wakeMonitor is called when a processor is not idle any more. The caller holds schedLock.
func wakeMonitor() {
	if atomicLoad(&monitorSleeps) != 0 {
		atomicStore(&monitorSleeps, 0)
		monitorNote.wake()
	}
}

// retake looks at what the threads with processors do; it says whether it took one away. Stopping a goroutine is no reason
// to look again soon: a program that only computes needs the monitor once per time slice.
func retake(now int64) bool {
	worked := false
	for i := range processorCount {
		pp := allps[i]
		switch atomicLoad(&pp.status) {
		case pSyscall:
			if pp.seenCalls != pp.calls {
				pp.seenCalls, pp.callTime = pp.calls, now
			} else if pp.isWanted(now) && atomicCas(&pp.status, pSyscall, pIdle) {
				pp.calls++
				handOff(pp)
				worked = true
			}
		case pRunning:
			if pp.seenTicks != pp.ticks {
				pp.seenTicks, pp.tickTime = pp.ticks, now
			} else if pp.tickTime+timeSlice < now {
				preemptOne(pp)
			}
		}
		if when := pp.timers.first(); when != 0 && when+pollAfter < now {
			wakep()
		}
	}
	return worked
}

// isWanted says whether somebody could use a processor whose thread is in a system call.
func (pp *p) isWanted(now int64) bool {
	return !pp.isEmpty() || atomicLoad(&runQueue.count) > 0 ||
		atomicLoad(&spinning)+atomicLoad(&idleCount) == 0 || pp.callTime+timeSlice < now
}

func sleepThread(ns int64) {
	t := timespec{ns / nanosecondsPerSecond, ns % nanosecondsPerSecond}
	syscall6(sysNanosleep, uintptr(unsafe.Pointer(&t)), 0, 0, 0, 0, 0)
}
