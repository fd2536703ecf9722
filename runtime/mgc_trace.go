// What is remembered and told of each collection (GODEBUG=gctrace=1), in gc's form.

package runtime

// A gcCycle is what is known of a running collection. Times are in nanoseconds.
type gcCycle struct {
	why     int
	begin   int64  // monotonic
	stopped int64  // when the world stood still
	before  uint64 // bytes of the heap when it began
	goal    uint64
}

var (
	cycle     gcCycle
	startTime int64 // monotonic, of the program
	gcTotal   int64 // of all collections
)

// start notes that a collection begins.
func (c *gcCycle) start(why int, begin int64) {
	*c = gcCycle{why: why, begin: begin, stopped: nanotime(), before: pace.live, goal: pace.goal}
}

// end notes that it ended. The world is still stopped.
func (c *gcCycle) end() {
	now := nanotime()
	pause := uint64(now - c.stopped)
	at := memory.cycles % uint32(len(memory.pauses))
	wall := clock(clockRealtime)
	memory.lastEnd = wall.sec*1e9 + wall.nsec
	memory.pauses[at], memory.pauseEnds[at] = pause, uint64(memory.lastEnd)
	memory.pauseTotal += pause
	memory.cycles++
	if c.why == gcForced {
		memory.forced++
	}
	gcTotal += now - c.begin
	if gcTrace > 0 {
		c.print(now)
	}
}

// print writes the line of the trace.
func (c *gcCycle) print(now int64) {
	printlock()
	printstring("gc ")
	printuint(uint64(memory.cycles))
	printstring(" @")
	printMillis((now - startTime) / 1e3)
	printstring("s ")
	printint(gcTotal * 100 / max(now-startTime, 1))
	printstring("%: ")
	printMillis(c.stopped - c.begin)
	printstring("+")
	printMillis(now - c.stopped)
	printstring(" ms clock, ")
	printuint(c.before >> 20)
	printstring("->")
	printuint(pace.live >> 20)
	printstring(" MB, ")
	printuint(c.goal >> 20)
	printstring(" MB goal, ")
	printint(int64(GOMAXPROCS(0)))
	printstring(" P")
	if c.why == gcForced {
		printstring(" (forced)")
	}
	printnl()
	printunlock()
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
