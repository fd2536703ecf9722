// When to collect: by the growth of the heap, and by the limit on memory; and who marks how much meanwhile.
//
// The heap may grow by GOGC percent of what was alive after the last collection (and of the stacks and variables that had
// to be scanned), but not below 4 MiB at GOGC=100; with a limit on memory, as far as that allows. This is the goal.
// Marking begins before it is reached, by as much as the program is likely to allocate meanwhile, within bounds: so that
// goroutines seldom have to mark themselves.
//
// While the collector marks, who gets new memory owes it work: what is still to be scanned, as far as that is known from
// the last collection, is spread over the bytes that may still be allocated before the goal. What the processors have
// scanned by themselves is taken off first.
//
// Source: "A Guide to the Go Garbage Collector", https://go.dev/doc/gc-guide.

package runtime

import (
	"internal/runtime/atomic"
	_ "unsafe" // for go:linkname
)

const (
	defaultGCPercent = 100
	noMemoryLimit    = 1<<63 - 1
	leastHeap        = 4 << 20
	heapRunway       = 64 << 10 // bytes that may be allocated between two collections whatever the limit says
	shiftRatio       = 10       // binary digits behind the point of a ratio
)

// A pacer says when to collect.
type pacer struct {
	live       uint64  // bytes of objects: alive after the last collection, or allocated since
	trigger    uint64  // value of live that starts a collection
	goal       uint64  // size that the heap should not exceed
	lastGoal   uint64  // the goal of the collection before
	after      uint64  // bytes that were alive after the last collection
	roots      uint64  // bytes of stacks and variables scanned in the last collection
	found      uint64  // bytes that the last collection has marked
	lastStacks uint64  // bytes of stacks scanned in it
	lastScan   uint64  // bytes in which the last collection looked for pointers
	lastNew    uint64  // bytes that were allocated during the last marking
	perScan    float64 // bytes that are allocated while one is scanned

	// Of the collection that is running.
	marked  uint64 // bytes of the objects that were marked
	scanned uint64 // bytes in which somebody has looked for pointers
	stacks  uint64 // bytes of stacks
	begun   uint64 // value of live when it began
	owed    uint64 // bytes of scanning that goroutines have had to answer for

	percent int32 // GOGC; -1: only when the limit demands it
	limit   int64 // of all memory
}

var pace = pacer{trigger: leastHeap, goal: leastHeap, percent: defaultGCPercent, limit: noMemoryLimit}

// addLive counts bytes that were allocated.
func addLive(bytes int64) { atomic.Xadd64(&pace.live, bytes) }

// setGoal computes when the next collection is due.
func (p *pacer) setGoal() {
	p.lastGoal = p.goal
	goal := ^uint64(0)
	if p.percent >= 0 {
		goal = max(p.after+(p.after+p.roots)*uint64(p.percent)/100, leastHeap*uint64(p.percent)/100)
	}
	if p.limit != noMemoryLimit {
		goal = min(goal, p.limitedGoal())
	}
	p.goal = max(goal, p.after+heapRunway)
	p.trigger = p.goal
	if !gcStopTheWorld && p.goal != ^uint64(0) {
		growth := p.goal - p.after
		p.trigger = p.goal - min(max(p.runway(), growth/20), growth*3/10)
	}
}

// runway is how much the program will allocate while the processors mark, if no goroutine has to help them.
func (p *pacer) runway() uint64 { return uint64(p.perScan * float64(p.lastScan)) }

// measure computes from the last marking how many bytes will be allocated while one is scanned, if of the processors'
// time only the background's share is for marking, or what it and idle processors have just given.
func (p *pacer) measure(c *gcCycle) {
	all := float64(max((c.last-c.marking)*int64(processorCount), 1))
	marking := float64(max(c.assists+c.background+c.idle, 1))
	running := max(all-marking-float64(cpuTimes.idle-c.unused), all/shareOf)
	share := min(max(float64(c.background+c.idle)/all, 1.0/shareOf), 1.0/2)
	allocating := float64(p.lastNew) / running
	scanning := float64(max(p.lastScan, 1)) / marking
	p.perScan = allocating * (1 - share) / (scanning * share)
}

// limitedGoal is the size of the heap at which all memory together reaches the limit.
func (p *pacer) limitedGoal() uint64 {
	other := memory.total() - memory.heap + uint64(fragmented())
	if uint64(p.limit) <= other {
		return 0
	}
	return uint64(p.limit) - other
}

// fragmented gives the bytes of spans that hold no objects.
func fragmented() int64 {
	return max(int64(atomic.Load64(&memory.inUse))-int64(atomic.Load64(&pace.live)), 0)
}

// isDue says whether a collection should begin.
func (p *pacer) isDue() bool { return canCollect() && atomic.Load64(&p.live) >= p.trigger }

// begin is called when marking begins. The world is stopped.
func (p *pacer) begin() {
	p.marked, p.scanned, p.stacks, p.owed = 0, 0, 0, 0
	p.begun = p.live
}

// end is called when everything is marked. The world is stopped.
func (p *pacer) end() {
	p.lastNew = p.live - p.begun
	p.lastScan = p.scanned
	p.lastStacks = p.stacks
	memory.stacks = p.stacks
	p.found = p.marked
	p.roots = p.stacks + uint64(dataEnd()-dataStart()+bssEnd()-bssStart())
	p.after = p.marked + p.lastNew
	p.live = p.after
	p.measure(&cycle)
	p.setGoal()
}

// debtOf says how many bytes a goroutine has to scan that has got so many bytes to allocate.
func (p *pacer) debtOf(bytes uintptr) int64 {
	scanned := atomic.Load64(&p.scanned)
	expected := p.lastScan
	if scanned >= expected {
		expected = max(p.begun, scanned) // everything may be alive
	}
	live := atomic.Load64(&p.live)
	room := uint64(heapRunway)
	if live < p.goal {
		room = max(p.goal-live, room)
	}
	work := uint64(bytes) * min((expected-scanned)<<shiftRatio/room, 64<<shiftRatio) >> shiftRatio
	owed := atomic.Xadd64(&p.owed, int64(work))
	if owed <= scanned {
		return 0
	}
	return int64(min(owed-scanned, work))
}

//go:linkname setGCPercent runtime/debug.setGCPercent
func setGCPercent(percent int32) int32 {
	stopTheWorld() // nobody collects meanwhile
	before := pace.percent
	pace.percent = max(percent, -1)
	pace.setGoal()
	startTheWorld()
	gcIfDue()
	return before
}

// setMemoryLimit leaves the limit as it is when the new one is negative.
//
//go:linkname setMemoryLimit runtime/debug.setMemoryLimit
func setMemoryLimit(limit int64) int64 {
	before := pace.limit
	if limit >= 0 {
		stopTheWorld()
		pace.limit = limit
		pace.setGoal()
		startTheWorld()
		gcIfDue()
	}
	return before
}

// readGCSettings takes the settings from the environment.
func readGCSettings() {
	switch text := getenv("GOGC"); {
	case text == "off":
		pace.percent = -1
	case text != "":
		if n, ok := parseSize(text, false); ok && n < 1<<31 {
			pace.percent = int32(n)
		}
	}
	switch text := getenv("GOMEMLIMIT"); text {
	case "", "off":
	default:
		n, ok := parseSize(text, true)
		if !ok {
			printlock()
			printstring("GOMEMLIMIT=")
			printstring(text)
			printnl()
			throw("malformed GOMEMLIMIT; see `go doc runtime/debug.SetMemoryLimit`")
		}
		pace.limit = n
	}
	gcTrace = godebugNumber("gctrace")
	gcStress = int(godebugNumber("gcstress"))
	gcVerify = godebugNumber("gcverify") != 0
	gcStopTheWorld = godebugNumber("gcstoptheworld") != 0
	if gcStress > 0 {
		shortRate = noShortRate
	}
	pace.setGoal()
}

// parseSize reads a number of bytes; with units B, KiB, MiB, GiB and TiB may follow.
func parseSize(text string, units bool) (int64, bool) {
	shift := 0
	if units && len(text) > 0 && text[len(text)-1] == 'B' {
		text = text[:len(text)-1]
		if n := len(text); n > 2 && text[n-1] == 'i' {
			for i, unit := range [4]byte{'K', 'M', 'G', 'T'} {
				if text[n-2] == unit {
					shift = 10 * (i + 1)
				}
			}
			if shift == 0 {
				return 0, false
			}
			text = text[:n-2]
		}
	}
	n := int64(0)
	for i := 0; i < len(text); i++ {
		digit := int64(text[i]) - '0'
		if digit < 0 || digit > 9 || n > (1<<63-1-digit)/10 {
			return 0, false
		}
		n = n*10 + digit
	}
	if n > (1<<63-1)>>shift {
		return 0, false
	}
	return n << shift, len(text) > 0
}

// godebugNumber gives a setting of GODEBUG that is a number; 0 if it is not set.
func godebugNumber(name string) int32 {
	n, _ := settingIn(getenv(godebugName), name)
	return n
}

// settingIn finds a setting that is a number in a list like GODEBUG's.
func settingIn(settings, name string) (n int32, ok bool) {
	for len(settings) > 0 {
		end := 0
		for end < len(settings) && settings[end] != ',' {
			end++
		}
		one := settings[:end]
		settings = settings[min(end+1, len(settings)):]
		if len(one) > len(name) && one[len(name)] == '=' && one[:len(name)] == name {
			if n, ok := parseSize(one[len(name)+1:], false); ok && n < 1<<31 {
				return int32(n), true
			}
		}
	}
	return 0, false
}
