// Profiles of processor time: what code runs, looked at many times a second.
//
// While a profile is taken each thread has a timer that counts the thread's processor time and sends it SIGPROF; a thread
// sets it when it next runs a goroutine. The handler walks the calls of what it interrupted and adds a record to a buffer.
// Whoever writes the profile takes the buffer and leaves another one.
//
// A buffer holds records of words: how many words; the time, which nobody reads; how many samples; the calls. The first
// record of a profile has the rate in the place of the samples; one without samples has in the place of calls how many
// samples were lost. Each record has a tag, the labels of its goroutine.
//
// Invariant: who holds `busy` cannot be interrupted by a handler that wants it: handlers mask all signals, and so does
// everybody else.
//
// Source: runtime/pprof, proto.go (the form of the records).

package runtime

import "unsafe"

const (
	sampleDepth   = 64      // calls
	sampleHead    = 3       // words before the calls
	bufferWords   = 1 << 15 // of a buffer
	bufferTags    = 1 << 12
	mostSamples   = 1_000_000   // a second
	readInterval  = 100_000_000 // nanoseconds after which the writer looks at the buffer
	lossWords     = sampleHead + 1
	signalProfile = 27
	sentByTimer   = -2 // si_code

	clockThreadTime  = 3 // CLOCK_THREAD_CPUTIME_ID
	signalsTheThread = 4 // SIGEV_THREAD_ID
)

// A sampleBuffer is what handlers write to.
type sampleBuffer struct {
	words   [bufferWords]uint64
	tags    [bufferTags]unsafe.Pointer
	used    int // words
	records int
	lost    uint64 // samples for which there was no room
}

// A cpuSampling is the profile that is being taken.
type cpuSampling struct {
	rate  uint32 // samples a second of processor time; 0: no profile is taken
	busy  uint32 // somebody changes the buffer
	open  bool   // a profile has been begun and not yet been read to its end
	full  *sampleBuffer
	spare *sampleBuffer
	news  note // the profile has ended
}

var cpuProfile cpuSampling

// SetCPUProfileRate begins a profile with hz samples a second of processor time, or ends it when hz is 0 or less.
//
//go:noinline
func SetCPUProfileRate(hz int) {
	hz = min(max(hz, 0), mostSamples)
	c := &cpuProfile
	if hz == 0 {
		if atomicSwap(&c.rate, 0) != 0 {
			c.news.wake()
		}
		return
	}
	if c.open || atomicLoad(&c.rate) != 0 {
		printstring("runtime: cannot set CPU profile rate until previous profile has finished.\n")
		return
	}
	b := new(sampleBuffer)
	b.words[0], b.words[2] = sampleHead, uint64(hz)
	b.used, b.records = sampleHead, 1
	c.full, c.spare = b, new(sampleBuffer)
	c.open = true
	c.news.clear()
	atomicStore(&c.rate, uint32(hz))
	getg().m.setSampling(uint32(hz))
}

// CPUProfile has been replaced by runtime/pprof.
func CPUProfile() []byte { panic("CPUProfile no longer available") }

// runtime_pprof_readProfile waits for samples. What it gives is overwritten at the next call.
//
//go:linkname runtime_pprof_readProfile runtime/pprof.readProfile
//go:noinline
func runtime_pprof_readProfile() (data []uint64, tags []unsafe.Pointer, eof bool) {
	c := &cpuProfile
	if !c.open {
		return nil, nil, true
	}
	for {
		ended := atomicLoad(&c.rate) == 0
		if b := c.takeFull(); b.records != 0 {
			return b.words[:b.used], b.tags[:b.records], false
		}
		if ended {
			c.open = false
			c.full, c.spare = nil, nil
			return nil, nil, true
		}
		entersyscallblock()
		c.news.sleepFor(readInterval)
		exitsyscall()
	}
}

// takeFull gives the buffer of the handlers and leaves them the other one, empty.
func (c *cpuSampling) takeFull() *sampleBuffer {
	empty := c.spare
	clear(empty.tags[:empty.records])
	empty.used, empty.records, empty.lost = 0, 0, 0
	masked, before := allSignals, uint64(0)
	setMask(&masked, &before)
	acquireBusy(&c.busy)
	b := c.full
	c.full = empty
	atomicStore(&c.busy, 0)
	setMask(&before, nil)
	c.spare = b
	if b.lost != 0 {
		lost := [...]uintptr{uintptr(b.lost)}
		b.write(nil, 0, lost[:])
	}
	return b
}

func acquireBusy(place *uint32) {
	for !atomicCas(place, 0, 1) {
		pause()
	}
}

// write adds a record. It is called by handlers, which must not call the write barrier: the labels of a goroutine are
// reachable without the buffer until its next samples are read.
func (b *sampleBuffer) write(labels unsafe.Pointer, count uint64, calls []uintptr) {
	words := b.words[b.used:]
	words[0], words[1], words[2] = uint64(sampleHead+len(calls)), 0, count
	for i, pc := range calls {
		words[sampleHead+i] = uint64(pc)
	}
	*(*uintptr)(unsafe.Pointer(&b.tags[b.records])) = uintptr(labels)
	b.used += sampleHead + len(calls)
	b.records++
}

// profileAt is called by the handler of SIGPROF.
func profileAt(code int32, context unsafe.Pointer) {
	c := &cpuProfile
	mp := getg().m
	if atomicLoad(&c.rate) == 0 || mp.hasTimer != (code == sentByTimer) {
		return
	}
	var calls [sampleDepth]uintptr
	n := interruptedCalls(getg(), context, calls[:])
	labels := unsafe.Pointer(nil)
	if gp := mp.curg; gp != nil {
		labels = gp.labels
	}
	acquireBusy(&c.busy)
	if b := c.full; b == nil || atomicLoad(&c.rate) == 0 {
		// The profile has ended meanwhile.
	} else if b.used+sampleHead+n+lossWords > bufferWords || b.records+1 >= bufferTags {
		b.lost++
	} else {
		b.write(labels, 1, calls[:n])
	}
	atomicStore(&c.busy, 0)
}

// interruptedCalls stores the calls of what a signal has interrupted, stubs and code outside of the image included. What
// stands at its first instruction, as stubs always do, has no frame. Two signals often come together: then it is what
// the other one has interrupted that counts.
func interruptedCalls(gp *g, context unsafe.Pointer, calls []uintptr) int {
	pc := *contextWord(context, contextPC)
	w := interrupted(gp, context)
	n := 0
	switch record := findRecord(pc); {
	case record == nil:
		outside := _ExternalCode
		calls[0] = codeOf(unsafe.Pointer(&outside)) + 1
		w.start = 0
		n = 1
	case pc == codeOfPreempted:
		w.start = returnAddress(context) - 1
	case record.files == 0, pc == record.entryPC():
		calls[0] = pc + 1
		w.start = returnAddress(context) - 1
		n = 1
	}
	for n < len(calls) && w.next() {
		if w.isGenerated() {
			continue
		}
		calls[n] = w.pc
		n++
	}
	return n
}

// _ExternalCode stands in profiles for code that is not in the image: the kernel's, with which clocks are read.
func _ExternalCode() { _ExternalCode() }

// A sigevent is the kernel's struct of that name.
type sigevent struct {
	value  uintptr
	signal int32
	notify int32
	thread uint32
	_      [11]uint32
}

// An itimerspec is the kernel's struct of that name.
type itimerspec struct {
	interval timespec
	first    timespec
}

// setSampling makes the running thread be looked at so often from now on.
func (mp *m) setSampling(rate uint32) {
	mp.sampling = rate
	if mp.hasTimer {
		syscall6(sysTimerDelete, uintptr(mp.timer), 0, 0, 0, 0, 0)
		mp.hasTimer = false
	}
	if rate == 0 {
		return
	}
	period := int64(nanosecondsPerSecond) / int64(rate)
	event := sigevent{signal: signalProfile, notify: signalsTheThread, thread: mp.tid}
	place := uintptr(unsafe.Pointer(&event))
	id := uintptr(unsafe.Pointer(&mp.timer))
	if syscall6(sysTimerCreate, clockThreadTime, place, id, 0, 0, 0) != 0 {
		return
	}
	mp.hasTimer = true
	// The first sample comes at some time of the first period, so that threads are not all looked at at once.
	first := 1 + int64(randn(uint32(min(period, 1<<32-1))))
	times := itimerspec{timeOf(period), timeOf(first)}
	syscall6(sysTimerSettime, uintptr(mp.timer), 0, uintptr(unsafe.Pointer(&times)), 0, 0, 0)
}

func timeOf(ns int64) timespec { return timespec{ns / nanosecondsPerSecond, ns % nanosecondsPerSecond} }
