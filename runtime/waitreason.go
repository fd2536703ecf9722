// Why a goroutine waits, as traces say it.

package runtime

type waitReason uint8

const (
	waitNone waitReason = iota
	waitReceiveNil
	waitSendNil
	waitReceive
	waitSend
	waitSelect
	waitSelectNone
	waitSemaphore
	waitMutex
	waitRWMutexR
	waitRWMutex
	waitWaitGroup
	waitCond
	waitSleep
	waitIO
	waitCoroutine
	waitCollection
	waitCollectionDone
	waitFinalizer
	waitBubble
	waitRun // of a bubble; the next ones are for what belongs to it
	waitBubbleReceive
	waitBubbleSend
	waitBubbleSelect
	waitBubbleGroup
)

var waitReasonTexts = [...]string{
	waitNone:           "",
	waitReceiveNil:     "chan receive (nil chan)",
	waitSendNil:        "chan send (nil chan)",
	waitReceive:        "chan receive",
	waitSend:           "chan send",
	waitSelect:         "select",
	waitSelectNone:     "select (no cases)",
	waitSemaphore:      "semacquire",
	waitMutex:          "sync.Mutex.Lock",
	waitRWMutexR:       "sync.RWMutex.RLock",
	waitRWMutex:        "sync.RWMutex.Lock",
	waitWaitGroup:      "sync.WaitGroup.Wait",
	waitCond:           "sync.Cond.Wait",
	waitSleep:          "sleep",
	waitIO:             "IO wait",
	waitCoroutine:      "coroutine",
	waitCollection:     "GC worker (idle)",
	waitCollectionDone: "wait for GC cycle",
	waitFinalizer:      "finalizer wait",
	waitBubble:         "synctest.Wait",
	waitRun:            "synctest.Run",
	waitBubbleReceive:  "chan receive (durable)",
	waitBubbleSend:     "chan send (durable)",
	waitBubbleSelect:   "select (durable)",
	waitBubbleGroup:    "sync.WaitGroup.Wait (durable)",
}

// isMutex says whether a goroutine waits for a sync.Mutex or sync.RWMutex.
func (r waitReason) isMutex() bool { return r == waitMutex || r == waitRWMutex || r == waitRWMutexR }

// isDurable says whether a goroutine of a bubble of testing/synctest that waits so waits durably.
func (r waitReason) isDurable() bool {
	switch r {
	case waitSleep, waitCond, waitCoroutine, waitReceiveNil, waitSendNil, waitSelectNone,
		waitBubble, waitRun, waitBubbleReceive, waitBubbleSend, waitBubbleSelect, waitBubbleGroup:
		return true
	}
	return false
}

// state gives what stands in brackets behind the number of a goroutine.
func (gp *g) state() string {
	switch atomicLoad(&gp.status) {
	case gIdle:
		return "idle"
	case gRunnable:
		return "runnable"
	case gRunning:
		return "running"
	case gSyscall:
		return "syscall"
	case gWaiting:
		return waitReasonTexts[gp.reason]
	}
	return "dead"
}
