// What is remembered and told of each collection (GODEBUG=gctrace=1), in gc's form.

package runtime

// A gcCycle is what is known of a running collection. Times are in nanoseconds.
type gcCycle struct {
	why     uint32
	begin   int64  // monotonic: when the world was to be stopped
	marking int64  // when it went on
	last    int64  // when it was to be stopped for the last time
	between int64  // with the world stopped in between
	before  uint64 // bytes of the heap when it began, and when it ended
	after   uint64
	goal    uint64

	// Time of processors.
	assists    int64 // of goroutines that allocate
	background int64
	idle       int64 // that had nothing else to do
	unused     int64 // of those without goroutines until marking began
}

var (
	cycle     gcCycle
	startTime int64 // monotonic, of the program
)

// start notes that a collection begins.
func (c *gcCycle) start(why uint32, begin int64) {
	*c = gcCycle{why: why, begin: begin, before: pace.live, goal: pace.goal}
}

// markFrom notes when the program goes on beside marking. The world is stopped.
func (c *gcCycle) markFrom(now int64) { c.marking, c.unused = now, cpuTimes.idle }

// markUntil notes when the world is to be stopped again.
func (c *gcCycle) markUntil(now int64) { c.last = now }

// pauseUntil notes that the world goes on once more, because there was too much left to mark.
func (c *gcCycle) pauseUntil(now int64) {
	c.between += now - c.last
	schedHistograms.pausesGC.record(now - c.last)
}

// end notes that it ended. The world is still stopped.
func (c *gcCycle) end() {
	now := nanotime()
	c.after = c.before + pace.lastNew
	pause := uint64(c.marking - c.begin + c.between + now - c.last)
	at := memory.cycles % uint32(len(memory.pauses))
	wall := clock(clockRealtime)
	memory.lastEnd = wall.sec*1e9 + wall.nsec
	memory.pauses[at], memory.pauseEnds[at] = pause, uint64(memory.lastEnd)
	memory.pauseTotal += pause
	memory.cycles++
	if c.why&gcForced != 0 {
		memory.forced++
	}
	cpuTimes.add(c, int64(pause))
	schedHistograms.pausesGC.record(c.marking - c.begin)
	schedHistograms.pausesGC.record(now - c.last)
	if gcTrace > 0 {
		c.print(now)
	}
}

// print writes the line of the trace.
func (c *gcCycle) print(now int64) {
	wide := int64(processorCount)
	printlock()
	printstring("gc ")
	printuint(uint64(memory.cycles))
	printstring(" @")
	printMillis((now - startTime) / 1e3)
	printstring("s ")
	printint(int64(cpuTimes.usedPart(now) * 100))
	printstring("%: ")
	printMillis(c.marking - c.begin)
	printstring("+")
	printMillis(c.last - c.marking)
	printstring("+")
	printMillis(now - c.last)
	printstring(" ms clock, ")
	printMillis((c.marking - c.begin) * wide)
	printstring("+")
	printMillis(c.assists)
	printstring("/")
	printMillis(c.background)
	printstring("/")
	printMillis(c.idle)
	printstring("+")
	printMillis((now - c.last) * wide)
	printstring(" ms cpu, ")
	printMegabytes(c.before, "->")
	printMegabytes(c.after, "->")
	printMegabytes(pace.marked, " MB, ")
	printMegabytes(c.goal, " MB goal, ")
	printMegabytes(pace.stacks, " MB stacks, ")
	printMegabytes(pace.roots-pace.stacks, " MB globals, ")
	printint(wide)
	printstring(" P")
	if c.why&gcForced != 0 {
		printstring(" (forced)")
	}
	printnl()
	printunlock()
}

func printMegabytes(bytes uint64, behind string) {
	printuint(bytes >> 20)
	printstring(behind)
}

// printMillis prints nanoseconds as milliseconds with three digits behind the point.
func printMillis(ns int64) {
	printint(ns / 1e6)
	printstring(".")
	micros := ns % 1e6 / 1e3
	for digit := int64(100); digit > 1 && micros < digit; digit /= 10 {
		printstring("0")
	}
	printint(micros)
}
