// The network poller on epoll. One thread at most sleeps in it, in the place of all that have nothing to do; an eventfd
// interrupts it.

package runtime

import "unsafe"

const (
	epollIn   = 0x1
	epollOut  = 0x4
	epollErr  = 0x8
	epollHup  = 0x10
	epollRd   = 0x2000
	epollEdge = 1 << 31

	epollAdd    = 1
	epollDelete = 2

	closeOnExec = 0x80000
	nonBlocking = 0x800

	pollEvents  = 128 // that are asked for at once
	millisecond = 1_000_000
	longestPoll = 1_000_000_000 // milliseconds
)

var (
	epollFD    uintptr
	epollEvent uintptr // the eventfd
	epollReady uint32
	epollLock  mutex

	polling   uint32 // a thread sleeps in the poller
	pollUntil uint64 // until when it does; 0: for ever, or not known yet
	lastPoll  uint64 // when the poller was last looked at
)

// initPoller makes the poller, once.
func initPoller() {
	if atomicLoad(&epollReady) != 0 {
		return
	}
	lock(&epollLock)
	if epollReady == 0 {
		epollFD = syscall6(sysEpollCreate, closeOnExec, 0, 0, 0, 0, 0)
		epollEvent = syscall6(sysEventfd, 0, closeOnExec|nonBlocking, 0, 0, 0, 0)
		event := epollevent{events: epollIn}
		failed := syscall6(sysEpollControl, epollFD, epollAdd, epollEvent, uintptr(unsafe.Pointer(&event)), 0, 0)
		if epollFD > ^uintptr(largestErrno) || epollEvent > ^uintptr(largestErrno) || failed != 0 {
			throw("runtime: netpollinit failed")
		}
		atomicStore(&epollReady, 1)
	}
	unlock(&epollLock)
}

func isPollerDescriptor(fd uintptr) bool {
	return atomicLoad(&epollReady) != 0 && (fd == epollFD || fd == epollEvent)
}

// watch lets the kernel report all events of a descriptor, once each.
func watch(pd *pollDesc) int {
	event := epollevent{events: epollIn | epollOut | epollRd | epollEdge}
	event.setData(uint64(uintptr(unsafe.Pointer(pd))))
	return -int(syscall6(sysEpollControl, epollFD, epollAdd, pd.fd, uintptr(unsafe.Pointer(&event)), 0, 0))
}

func unwatch(fd uintptr) {
	var event epollevent
	syscall6(sysEpollControl, epollFD, epollDelete, fd, uintptr(unsafe.Pointer(&event)), 0, 0)
}

// wakePoller makes sure that somebody looks at timers again at a time.
func wakePoller(when int64) {
	if atomicLoad(&polling) == 0 {
		if mainStarted && atomicLoad(&idleCount) > 0 {
			wakep()
		}
		return
	}
	if until := int64(atomicLoad64(&pollUntil)); until == 0 || until > when {
		one := uint64(1)
		syscall6(sysWrite, epollEvent, uintptr(unsafe.Pointer(&one)), unsafe.Sizeof(one), 0, 0, 0)
	}
}

// pollNetwork gives the goroutines whose events have come. It sleeps for delay nanoseconds until there are some, for ever
// if delay is negative; or until wakePoller is called.
func pollNetwork(delay int64) gQueue {
	var woken gQueue
	if delay == 0 && !pollsNetwork() {
		return woken
	}
	initPoller()
	milliseconds := delay
	if delay > 0 {
		milliseconds = min((delay+millisecond-1)/millisecond, longestPoll)
	}
	var events [pollEvents]epollevent
	place := uintptr(unsafe.Pointer(&events))
	n := int(syscall6(sysEpollWait, epollFD, place, pollEvents, uintptr(milliseconds), 0, signalSetSize))
	atomicStore64(&lastPoll, uint64(nanotime()))
	for i := range n {
		if events[i].data() == 0 {
			if delay != 0 {
				var count uint64
				syscall6(sysRead, epollEvent, uintptr(unsafe.Pointer(&count)), unsafe.Sizeof(count), 0, 0, 0)
			}
			continue
		}
		events[i].report(&woken)
	}
	return woken
}

// report wakes those who wait for an event.
func (event *epollevent) report(woken *gQueue) {
	pd := (*pollDesc)(unsafe.Pointer(uintptr(event.data())))
	if event.events&(epollIn|epollRd|epollHup|epollErr) != 0 {
		pushWoken(woken, pd.read.wake(true))
	}
	if event.events&(epollOut|epollHup|epollErr) != 0 {
		pushWoken(woken, pd.write.wake(true))
	}
	failed := uint32(0)
	if event.events == epollErr {
		failed = 1
	}
	atomicStore(&pd.failed, failed)
}

func pushWoken(woken *gQueue, gp *g) {
	if gp != nil {
		atomicStore(&gp.status, gRunnable)
		woken.push(gp)
	}
}
