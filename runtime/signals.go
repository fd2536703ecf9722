// Signals as packages os and os/signal see them: those that a program wants are queued, a bit each.
//
// The handler sets the bit of a signal; one goroutine of os/signal takes the bits and sleeps while there are none, in
// what counts as a system call, so that a program that waits for signals is not taken for a deadlock.
//
// Invariant: when the receiver sleeps, no bit is set.

package runtime

import _ "unsafe" // for go:linkname

const signalWords = 3 // of 32 signals each

// What happens between handlers and the receiver.
const (
	signalsIdle      = iota // nothing
	signalsReceiving        // the receiver sleeps, or is about to
	signalsSending          // a bit has been set
)

var signals struct {
	wanted     [signalWords]uint32
	ignored    [signalWords]uint32
	inherited  [signalWords]uint32 // those that were ignored when the program began, and stay so unless it wants them
	pending    [signalWords]uint32
	taken      [signalWords]uint32 // by the receiver
	state      uint32
	delivering uint32 // handlers that are at work
	arrived    note
}

func signalBit(s uint32) (word, bit uint32) { return s / 32, 1 << (s % 32) }

// queueSignal is called by the handler; it says whether the program wants the signal.
func queueSignal(s uint32) bool {
	word, bit := signalBit(s)
	atomicAdd(&signals.delivering, 1)
	wanted := word < signalWords && atomicLoad(&signals.wanted[word])&bit != 0
	if wanted && atomicOr(&signals.pending[word], bit)&bit == 0 {
		announceSignal()
	}
	atomicAdd(&signals.delivering, -1)
	return wanted
}

// announceSignal wakes the receiver, or sees to it that it looks once more.
func announceSignal() {
	for {
		switch atomicLoad(&signals.state) {
		case signalsSending:
			return
		case signalsReceiving:
			if atomicCas(&signals.state, signalsReceiving, signalsIdle) {
				signals.arrived.wake()
				return
			}
		default:
			if atomicCas(&signals.state, signalsIdle, signalsSending) {
				return
			}
		}
	}
}

// signal_recv waits for a signal.
//
//go:linkname signal_recv os/signal.signal_recv
func signal_recv() uint32 {
	for {
		for word := range uint32(signalWords) {
			for bit := range uint32(32) {
				if signals.taken[word]&(1<<bit) != 0 {
					signals.taken[word] &^= 1 << bit
					return word*32 + bit
				}
			}
		}
		awaitSignal()
		for word := range signalWords {
			signals.taken[word] = atomicSwap(&signals.pending[word], 0)
		}
	}
}

func awaitSignal() {
	for {
		if atomicCas(&signals.state, signalsSending, signalsIdle) {
			return
		}
		if atomicCas(&signals.state, signalsIdle, signalsReceiving) {
			entersyscallblock()
			signals.arrived.sleep()
			exitsyscall()
			signals.arrived.clear()
			return
		}
	}
}

// signalWaitUntilIdle waits until the receiver has handed on all signals that have come, and sleeps again.
//
//go:linkname signalWaitUntilIdle os/signal.signalWaitUntilIdle
func signalWaitUntilIdle() {
	for atomicLoad(&signals.delivering) != 0 || atomicLoad(&signals.state) != signalsReceiving {
		Gosched()
	}
}

//go:linkname signal_enable os/signal.signal_enable
func signal_enable(s uint32) {
	word, bit := signalBit(s)
	if word >= signalWords {
		return
	}
	atomicOr(&signals.wanted[word], bit)
	atomicAnd(&signals.ignored[word], ^bit)
	install(uintptr(s), codeOfHandler)
}

//go:linkname signal_disable os/signal.signal_disable
func signal_disable(s uint32) {
	word, bit := signalBit(s)
	if word >= signalWords {
		return
	}
	atomicAnd(&signals.wanted[word], ^bit)
	if s < uint32(len(signalTable)) && signalTable[s].flags&signalStops != 0 {
		install(uintptr(s), handlerDefault)
	} else if signals.inherited[word]&bit != 0 {
		install(uintptr(s), handlerIgnore)
	}
}

//go:linkname signal_ignore os/signal.signal_ignore
func signal_ignore(s uint32) {
	word, bit := signalBit(s)
	if word >= signalWords {
		return
	}
	atomicAnd(&signals.wanted[word], ^bit)
	noteIgnored(s)
	if s != signalSegv && s != signalBus && s != signalUrgent {
		install(uintptr(s), handlerIgnore)
	}
}

// inheritIgnored leaves a signal ignored, as it was when the program began.
func inheritIgnored(s uint32) {
	install(uintptr(s), handlerIgnore)
	noteIgnored(s)
	word, bit := signalBit(s)
	signals.inherited[word] |= bit
}

func noteIgnored(s uint32) {
	word, bit := signalBit(s)
	atomicOr(&signals.ignored[word], bit)
}

//go:linkname signal_ignored os/signal.signal_ignored
func signal_ignored(s uint32) bool {
	word, bit := signalBit(s)
	return word < signalWords && atomicLoad(&signals.ignored[word])&bit != 0
}

// os_sigpipe is called after a write to a broken pipe that is standard output or standard error.
//
//go:linkname os_sigpipe os.sigpipe
func os_sigpipe() {
	word, bit := signalBit(signalPipe)
	if signal_ignored(signalPipe) || atomicLoad(&signals.wanted[word])&bit != 0 {
		return
	}
	dieFromSignal(signalPipe)
}

// Package os tries system calls for which a sandbox may send SIGSYS.

//go:linkname ignoreSIGSYS os.ignoreSIGSYS
func ignoreSIGSYS() { install(signalSys, handlerIgnore) }

//go:linkname restoreSIGSYS os.restoreSIGSYS
func restoreSIGSYS() {
	word, bit := signalBit(signalSys)
	if atomicLoad(&signals.ignored[word])&bit == 0 {
		install(signalSys, codeOfHandler)
	}
}

// Starting other programs: no signal may be handled in the child before it has default handlers, for it shares the
// memory of the parent.

//go:linkname syscall_runtime_BeforeFork syscall.runtime_BeforeFork
func syscall_runtime_BeforeFork() {
	mp := acquirem()
	all := allSignals
	setMask(&all, &mp.mask)
	getg().undoStopAbove(getframe()) // its fault would be a masked signal
}

//go:linkname syscall_runtime_AfterFork syscall.runtime_AfterFork
func syscall_runtime_AfterFork() {
	mp := getg().m
	setMask(&mp.mask, nil)
	releasem(mp)
}

//go:linkname syscall_runtime_AfterForkInChild syscall.runtime_AfterForkInChild
func syscall_runtime_AfterForkInChild() {
	for s := uint32(1); s < uint32(len(signalTable)); s++ {
		word, bit := signalBit(s)
		flags := signalTable[s].flags
		isOurs := flags != 0 && flags&signalStops == 0 && atomicLoad(&signals.ignored[word])&bit == 0
		if isOurs || atomicLoad(&signals.wanted[word])&bit != 0 {
			install(uintptr(s), handlerDefault)
		}
	}
	setMask(&getg().m.mask, nil)
}
