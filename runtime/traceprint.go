// How traces look: calls, goroutines, and which of them a report shows.
//
// GOTRACEBACK says so, and debug.SetTraceback. By default a report shows the calls of the goroutine that died, and those
// of all if none did; functions of the runtime are left out unless a program can call them. A mistake of the runtime's
// own shows everything.
//
// Source: "Environment Variables" in the documentation of package runtime; the form is gc's.

package runtime

import "unsafe"

const (
	nearCalls = 50 // calls of the inner end that a trace shows,
	farCalls  = 50 // and of the outer one

	minute = 60_000_000_000 // nanoseconds
)

// A traceDetail is what GOTRACEBACK means.
type traceDetail struct {
	level  uint32 // 0: no calls; 1: those of the program; 2: those of the runtime as well
	others bool   // all goroutines, not only the one that died
	aborts bool   // the program ends by SIGABRT, which may leave a core dump
}

var (
	wantedDetail = traceDetail{level: 1} // by debug.SetTraceback
	leastDetail  traceDetail             // by the environment
)

// initTraceback reads the environment.
func initTraceback() {
	wantedDetail = parseDetail(getenv("GOTRACEBACK"))
	leastDetail = wantedDetail
}

func parseDetail(text string) traceDetail {
	switch text {
	case "none":
		return traceDetail{}
	case "single", "":
		return traceDetail{level: 1}
	case "all":
		return traceDetail{level: 1, others: true}
	case "system":
		return traceDetail{level: 2, others: true}
	case "crash":
		return traceDetail{level: 2, others: true, aborts: true}
	}
	level := uint32(0)
	for i := 0; i < len(text) && '0' <= text[i] && text[i] <= '9'; i++ {
		level = level*10 + uint32(text[i]-'0')
	}
	return traceDetail{level: level, others: true}
}

// setTraceback asks for more than the environment does; less is not possible.
//
//go:linkname setTraceback runtime/debug.SetTraceback
func setTraceback(text string) {
	detail := parseDetail(text)
	detail.level |= leastDetail.level
	detail.others = detail.others || leastDetail.others
	detail.aborts = detail.aborts || leastDetail.aborts
	wantedDetail = detail
}

// detail gives what a report of this thread shows.
func detail() traceDetail {
	d := wantedDetail
	if getg().m.throwing == throwingRuntime {
		d.level, d.others = 2, true
	}
	return d
}

// isShown says whether a report shows a function by default: those of the runtime are only shown when programs can
// call them.
func isShown(name string, first bool) bool {
	const prefix = "runtime."
	if name == "runtime.gopanic" {
		return !first
	}
	if len(name) <= len(prefix) || name[:len(prefix)] != prefix {
		return true
	}
	name = name[len(prefix):]
	if name[0] == '(' && len(name) > 2 {
		name = name[2:]
	}
	return 'A' <= name[0] && name[0] <= 'Z'
}

// isShown says whether a report of this detail shows the call.
func (w *stackWalk) isShown(d traceDetail, first bool) bool {
	if d.level > 1 {
		return !w.isGenerated()
	}
	return !w.isElided() && isShown(w.name, first)
}

// print writes the calls: all, or those of both ends if there are too many.
func (w *stackWalk) print(d traceDetail) {
	first := true
	for n := 0; n < nearCalls; {
		if !w.next() {
			return
		}
		if w.isShown(d, first) {
			w.printCall(d)
			n++
			first = false
		}
	}
	ahead := *w
	left := 0
	for ahead.next() {
		if ahead.isShown(d, false) {
			left++
		}
	}
	if left > farCalls {
		printstring("...")
		printint(int64(left - farCalls))
		printstring(" frames elided...\n")
	}
	for w.next() {
		if w.isShown(d, false) {
			if left <= farCalls {
				w.printCall(d)
			}
			left--
		}
	}
}

// printCall writes two lines: the function, and where in it the call stands.
func (w *stackWalk) printCall(d traceDetail) {
	if w.name == "runtime.gopanic" {
		printstring("panic")
	} else {
		printName(w.name)
	}
	if !w.inlined && w.record.arguments == 0 {
		printstring("()\n\t")
	} else {
		printstring("(...)\n\t")
	}
	file, line := w.record.fileLine(w.pc - 1)
	printstring(file)
	printstring(":")
	printint(int64(line))
	if !w.inlined {
		printstring(" +")
		printhex(uint64(w.code - w.record.entryPC()))
		if d.level > 1 {
			printstring(" fp=")
			printhex(uint64(w.frame - headBelow + headSize))
			printstring(" sp=")
			printhex(uint64(w.sp))
			printstring(" pc=")
			printhex(uint64(w.code))
		}
	}
	printnl()
}

// typeArguments gives where the type arguments in a function's name begin and end, which traces do not spell out;
// 0, 0 if it has none.
func typeArguments(name string) (start, end int) {
	for start < len(name) && name[start] != '[' {
		start++
	}
	for end = len(name); end > start && name[end-1] != ']'; end-- {
	}
	if start >= end {
		return 0, 0
	}
	return start, end
}

func printName(name string) {
	if start, end := typeArguments(name); end != 0 {
		printstring(name[:start])
		printstring("[...]")
		name = name[end:]
	}
	printstring(name)
}

// printHead writes the first line of a goroutine's trace.
func (gp *g) printHead(d traceDetail) {
	printstring("goroutine ")
	printuint(gp.id)
	if d.level > 1 {
		printstring(" gp=")
		printpointer(unsafe.Pointer(gp))
		status := atomicLoad(&gp.status)
		if mp := gp.m; mp != nil && (status == gRunning || status == gSyscall) {
			printstring(" m=")
			printint(mp.id)
			printstring(" mp=")
			printpointer(unsafe.Pointer(mp))
		} else {
			printstring(" m=nil")
		}
	}
	printstring(" [")
	printstring(gp.state())
	if gp.leaked {
		printstring(" (leaked)")
	}
	if gp.bubble != nil && atomicLoad(&gp.status) == gWaiting && gp.reason.isDurable() && gp.reason < waitBubbleReceive {
		printstring(" (durable)")
	}
	if since := gp.waitSince; since != 0 && nanotime()-since >= minute {
		printstring(", ")
		printint((nanotime() - since) / minute)
		printstring(" minutes")
	}
	if gp.lockedM != nil {
		printstring(", locked to thread")
	}
	if gp.bubble != nil {
		printCount(", synctest bubble ", gp.bubble.id)
	}
	printstring("]")
	if gp.labels != nil && showsLabels() {
		printLabels(*(*[]label)(gp.labels))
	}
	printstring(":\n")
}

// printOrigin writes where the goroutine was started; the first one was not.
func (gp *g) printOrigin(d traceDetail) {
	const firstGoroutine = 1
	record := (*funcRecord)(nil)
	if gp.origin != 0 {
		record = findRecord(gp.origin - 1)
	}
	if record == nil || gp.id == firstGoroutine {
		return
	}
	name := recordedName(record.name)
	if d.level < 2 && !isShown(name, false) {
		return
	}
	printstring("created by ")
	printName(name)
	if gp.parent != 0 {
		printstring(" in goroutine ")
		printuint(gp.parent)
	}
	printstring("\n\t")
	file, line := record.fileLine(gp.origin - 1)
	printstring(file)
	printstring(":")
	printint(int64(line))
	printstring(" +")
	printhex(uint64(gp.origin - record.entryPC()))
	printnl()
}

// printTrace writes a goroutine with its calls.
func (gp *g) printTrace(w stackWalk, d traceDetail) {
	gp.printHead(d)
	w.print(d)
	gp.printOrigin(d)
}

// printGoroutines writes the goroutines of the program but one, that of the thread first, the others by number.
func printGoroutines(without *g, d traceDetail) {
	mp := getg().m
	if gp := mp.curg; gp != nil && gp != without && gp != getg() {
		printnl()
		gp.printTrace(callsOf(gp), d)
	}
	last := uint64(0)
	for {
		next := goroutineAfter(last, d)
		if next == nil {
			return
		}
		last = next.id
		if next == without || next == mp.curg {
			continue
		}
		printnl()
		if atomicLoad(&next.status) == gRunning && next != getg() {
			next.printHead(d)
			printstring("\tgoroutine running on other thread; stack unavailable\n")
			next.printOrigin(d)
		} else {
			next.printTrace(callsOf(next), d)
		}
	}
}

// goroutineAfter gives the goroutine with the next number, nil if there is none that a report shows.
func goroutineAfter(last uint64, d traceDetail) *g {
	var next *g
	for gp := loadG(&allgs); gp != nil; gp = gp.allLink {
		status := atomicLoad(&gp.status)
		if gp.system && d.level < 2 || status == gDead || status == gIdle || gp.id <= last {
			continue
		}
		if next == nil || gp.id < next.id {
			next = gp
		}
	}
	return next
}

// Stack writes a trace of the calling goroutine, or of all, and gives its length.
func Stack(buf []byte, all bool) int {
	if len(buf) == 0 {
		return 0
	}
	if all {
		stopTheWorld()
	}
	gp := getg()
	printlock()
	flushPrinted()
	traceText, traceLength = buf, 0
	d := traceDetail{level: 1}
	gp.printTrace(stackWalk{gp: gp, frame: getframe()}, d)
	if all {
		printGoroutines(gp, d)
	}
	traceText = nil
	n := traceLength
	printunlock()
	if all {
		startTheWorld()
	}
	return n
}
