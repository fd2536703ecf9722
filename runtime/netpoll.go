// Waiting for files and sockets: what internal/poll asks of the scheduler.
//
// A descriptor has one place for a reader and one for a writer. Each holds: nothing; that an event has come which nobody
// has seen; that a goroutine is about to wait; or the goroutine that waits.
//
// Invariant: polls never move and are never given back, for the kernel keeps their addresses. An event that comes late,
// for a descriptor that was closed, wakes the next user of the poll for nothing, who looks and waits again.

package runtime

import (
	"internal/runtime/sys"
	"unsafe"
)

const (
	pollReady = 1 // an event has come
	pollWait  = 2 // somebody is about to wait; all else is a *g

	pollNoError        = 0
	pollErrClosing     = 1
	pollErrTimeout     = 2
	pollErrNotPollable = 3

	noDeadline   = 0
	pastDeadline = -1
)

// A pollSide is what the reader, or the writer, of a descriptor has.
type pollSide struct {
	state    uintptr
	deadline int64 // as nanotime tells it
	seq      uintptr
	timer    timer
}

// A pollDesc is a descriptor that somebody may wait for.
type pollDesc struct {
	_       sys.NotInHeap
	link    *pollDesc
	lock    mutex
	fd      uintptr
	closing bool
	failed  uint32 // the kernel reported an error
	read    pollSide
	write   pollSide
}

var (
	pollFreeLock mutex
	pollFree     *pollDesc
	pollWaiters  uint32 // goroutines that wait
)

func pollsNetwork() bool { return atomicLoad(&pollWaiters) > 0 }

func (pd *pollDesc) side(mode int) *pollSide {
	if mode == 'w' {
		return &pd.write
	}
	return &pd.read
}

//go:linkname poll_runtime_pollServerInit internal/poll.runtime_pollServerInit
func poll_runtime_pollServerInit() { initPoller() }

//go:linkname poll_runtime_isPollServerDescriptor internal/poll.runtime_isPollServerDescriptor
func poll_runtime_isPollServerDescriptor(fd uintptr) bool { return isPollerDescriptor(fd) }

//go:linkname poll_runtime_pollOpen internal/poll.runtime_pollOpen
func poll_runtime_pollOpen(fd uintptr) (descriptor uintptr, errno int) {
	lock(&pollFreeLock)
	pd := pollFree
	if pd != nil {
		pollFree = pd.link
	}
	unlock(&pollFreeLock)
	if pd == nil {
		pd = (*pollDesc)(rootalloc(unsafe.Sizeof(pollDesc{})))
	}
	lock(&pd.lock)
	pd.fd, pd.closing, pd.failed = fd, false, 0
	for _, side := range [...]*pollSide{&pd.read, &pd.write} {
		side.state, side.deadline = 0, noDeadline
		side.seq++
	}
	unlock(&pd.lock)
	if errno = watch(pd); errno != 0 {
		pd.free()
		return 0, errno
	}
	return uintptr(unsafe.Pointer(pd)), 0
}

func (pd *pollDesc) free() {
	lock(&pollFreeLock)
	pd.link, pollFree = pollFree, pd
	unlock(&pollFreeLock)
}

//go:linkname poll_runtime_pollClose internal/poll.runtime_pollClose
func poll_runtime_pollClose(descriptor uintptr) {
	pd := (*pollDesc)(unsafe.Pointer(descriptor))
	unwatch(pd.fd)
	pd.free()
}

// check gives why nobody may wait; 0 if they may.
func (pd *pollDesc) check(mode int) int {
	if pd.closing {
		return pollErrClosing
	}
	if pd.side(mode).deadline < 0 {
		return pollErrTimeout
	}
	if mode == 'r' && atomicLoad(&pd.failed) != 0 {
		return pollErrNotPollable
	}
	return pollNoError
}

//go:linkname poll_runtime_pollReset internal/poll.runtime_pollReset
func poll_runtime_pollReset(descriptor uintptr, mode int) int {
	pd := (*pollDesc)(unsafe.Pointer(descriptor))
	if err := pd.check(mode); err != pollNoError {
		return err
	}
	atomicStoreUintptr(&pd.side(mode).state, 0)
	return pollNoError
}

//go:linkname poll_runtime_pollWait internal/poll.runtime_pollWait
func poll_runtime_pollWait(descriptor uintptr, mode int) int {
	pd := (*pollDesc)(unsafe.Pointer(descriptor))
	err := pd.check(mode)
	for err == pollNoError && !pd.await(mode, false) {
		err = pd.check(mode)
	}
	return err
}

//go:linkname poll_runtime_pollWaitCanceled internal/poll.runtime_pollWaitCanceled
func poll_runtime_pollWaitCanceled(descriptor uintptr, mode int) {
	pd := (*pollDesc)(unsafe.Pointer(descriptor))
	for !pd.await(mode, true) {
	}
}

// await waits for an event; it gives false when it was woken for another reason.
func (pd *pollDesc) await(mode int, always bool) bool {
	place := &pd.side(mode).state
	for {
		if atomicCompareAndSwapUintptr(place, pollReady, 0) {
			return true
		}
		if atomicCompareAndSwapUintptr(place, 0, pollWait) {
			break
		}
		if state := atomicLoadUintptr(place); state != pollReady && state != 0 {
			throw("runtime: double wait")
		}
	}
	// Who closes the descriptor, or sets a deadline, does so before it looks at the state.
	if always || pd.check(mode) == pollNoError {
		park(commitPoll, unsafe.Pointer(place), waitIO)
	}
	return atomicSwapUintptr(place, 0) == pollReady
}

func commitPoll(gp *g, place unsafe.Pointer) bool {
	atomicAdd(&pollWaiters, 1)
	if atomicCompareAndSwapUintptr((*uintptr)(place), pollWait, uintptr(unsafe.Pointer(gp))) {
		return true
	}
	atomicAdd(&pollWaiters, -1)
	return false
}

// wake gives the goroutine that waits, nil if there is none. event: something has happened to the descriptor.
func (side *pollSide) wake(event bool) *g {
	for {
		state := atomicLoadUintptr(&side.state)
		if state == pollReady || state == 0 && !event {
			return nil
		}
		next := uintptr(0)
		if event {
			next = pollReady
		}
		if !atomicCompareAndSwapUintptr(&side.state, state, next) {
			continue
		}
		if state == 0 || state == pollWait {
			return nil
		}
		atomicAdd(&pollWaiters, -1)
		return (*g)(unsafe.Pointer(state))
	}
}

//go:linkname poll_runtime_pollSetDeadline internal/poll.runtime_pollSetDeadline
func poll_runtime_pollSetDeadline(descriptor uintptr, d int64, mode int) {
	pd := (*pollDesc)(unsafe.Pointer(descriptor))
	if d > 0 {
		d += nanotime()
		if d < 0 {
			d = 1<<63 - 1
		}
	}
	var woken [2]*g
	lock(&pd.lock)
	if !pd.closing {
		if mode != 'w' {
			woken[0] = pd.setDeadline(&pd.read, d, readDeadline)
		}
		if mode != 'r' {
			woken[1] = pd.setDeadline(&pd.write, d, writeDeadline)
		}
	}
	unlock(&pd.lock)
	for _, gp := range woken {
		if gp != nil {
			ready(gp)
		}
	}
}

// setDeadline gives the goroutine to wake because the deadline has passed already.
func (pd *pollDesc) setDeadline(side *pollSide, d int64, f func(any, uintptr, int64)) *g {
	if side.deadline == d {
		return nil
	}
	side.deadline = d
	side.seq++
	if d > 0 {
		side.timer.reset(d, 0, f, pd, side.seq)
		return nil
	}
	side.timer.halt()
	if d == noDeadline {
		return nil
	}
	return side.wake(false)
}

func readDeadline(pd any, seq uintptr, _ int64) {
	pd.(*pollDesc).expire(&pd.(*pollDesc).read, seq)
}

func writeDeadline(pd any, seq uintptr, _ int64) {
	pd.(*pollDesc).expire(&pd.(*pollDesc).write, seq)
}

// expire is called at a deadline, unless it has been changed since.
func (pd *pollDesc) expire(side *pollSide, seq uintptr) {
	lock(&pd.lock)
	if side.seq != seq {
		unlock(&pd.lock)
		return
	}
	side.deadline = pastDeadline
	gp := side.wake(false)
	unlock(&pd.lock)
	if gp != nil {
		ready(gp)
	}
}

//go:linkname poll_runtime_pollUnblock internal/poll.runtime_pollUnblock
func poll_runtime_pollUnblock(descriptor uintptr) {
	pd := (*pollDesc)(unsafe.Pointer(descriptor))
	lock(&pd.lock)
	pd.closing = true
	pd.read.seq++
	pd.write.seq++
	reader, writer := pd.read.wake(false), pd.write.wake(false)
	pd.read.timer.halt()
	pd.write.timer.halt()
	unlock(&pd.lock)
	if reader != nil {
		ready(reader)
	}
	if writer != nil {
		ready(writer)
	}
}
