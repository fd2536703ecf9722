// Panics and fatal errors: what a dying program prints, and its exit code.
//
// The form is gc's: the value, an empty line, the goroutine; exit code 2. traceprint.go says how goroutines look.

package runtime

import "unsafe"

const (
	exitPanicking      = 2
	exitPanickingTwice = 3 // the report itself went wrong
)

// Why a thread writes a fatal error: m.throwing.
const (
	throwingNot     = iota
	throwingUser    // a mistake of the program
	throwingRuntime // of the runtime; the report shows its calls
)

var (
	runningPanics uint32 // goroutines that run deferred calls because of a panic
	dying         uint32 // one of them, or the runtime, writes the last report
)

// A panicking is a panic whose deferred calls are running.
type panicking struct {
	value     any
	link      *panicking // the panic that it interrupted
	frame     uintptr    // of gopanic, or of the closure around the deferred function
	list      *deferList // whose call is running
	recovered bool
	exits     bool       // not a panic, but Goexit
	repeated  bool       // the panic that interrupted this one has the very same value
	back      *deferList // where a Goexit goes on when a panic of one of its calls was recovered
}

// gopanic runs the deferred calls of all functions, then ends the program with the report of the panic. If one of the
// calls recovers, the function that deferred it goes on with its other deferred calls and returns.
func gopanic(v any) {
	if efaceOf(&v).typ == nil {
		if godebugSetting("panicnil") == 1 {
			countSetting("panicnil")
		} else {
			v = new(PanicNilError)
		}
	}
	gp := getg()
	if gp == gp.m.g0 {
		printPanicOfScheduler(v)
	}
	p := &panicking{value: v, link: gp.panics}
	gp.panics = p
	atomicAdd(&runningPanics, 1)
	for p.runNext(gp) {
		if p.recovered {
			recovery(gp, p.list)
		}
	}
	reportPanic(gp)
}

// reportPanic ends the program because nobody has recovered.
//
//go:noinline
func reportPanic(gp *g) {
	gp.panics.describe()
	beginDying()
	gp.panics.print()
	if gp.fault.happened {
		gp.fault.print()
	}
	printStacks(getframe())
	die()
}

// describe notes which panics repeat others, and replaces values that describe themselves by their texts.
func (p *panicking) describe() {
	defer func() {
		const text = "panic while printing panic value"
		switch r := recover().(type) {
		case nil:
		case string:
			throw(text + ": " + r)
		default:
			throw(text + ": type " + efaceOf(&r).typ.string())
		}
	}()
	for ; p != nil; p = p.link {
		if p.link != nil && *efaceOf(&p.link.value) == *efaceOf(&p.value) {
			p.link.repeated = true
		}
		p.value = panicText(p.value)
	}
}

// runNext runs the innermost deferred call; it gives false when there is none. The function whose frame it is called with
// counts as the caller.
func (p *panicking) runNext(gp *g) bool {
	for gp.deferLists != nil {
		list := gp.deferLists
		first := list.calls
		if first == nil {
			gp.deferLists = list.link
			continue
		}
		list.calls = first.next
		p.list = list
		p.frame = getframe()
		first.call()
		return true
	}
	return false
}

// Goexit runs the deferred calls of the goroutine and ends it.
func Goexit() {
	gp := getg()
	back := new(deferList)
	gp.panics = &panicking{exits: true, link: gp.panics, back: back}
	setjmp(back)
	goexitDeferred(getg())
}

// goexitDeferred runs what is left of the deferred calls, then ends the goroutine. No call can recover from that, but
// one may panic and recover from that panic: recovery comes back here.
func goexitDeferred(gp *g) {
	p := gp.panics
	for p.runNext(gp) {
	}
	gp.fault.happened = false
	for p := gp.panics; p != nil; p = p.link {
		if !p.exits {
			atomicAdd(&runningPanics, -1)
		}
	}
	mcall(goexitNow)
}

// printPanicOfScheduler ends the program when the runtime itself is at fault.
func printPanicOfScheduler(v any) {
	printlock()
	printstring("panic on system stack: ")
	v = panicText(v)
	printpanicval(efaceOf(&v))
	printstring("\n")
	throw("panic on system stack")
}

// recovery returns to the function that owns a list. Panics that were running calls of this list or of one further out
// are over with it.
func recovery(gp *g, list *deferList) {
	p := gp.panics.link
	atomicAdd(&runningPanics, -1)
	for p != nil && !p.exits && !p.isOutside(list) {
		atomicAdd(&runningPanics, -1)
		p = p.link
	}
	gp.panics = p
	gp.fault.happened = false
	if p != nil && p.exits && !p.isOutside(list) {
		longjmp(p.back)
	}
	longjmp(list)
}

// isOutside says whether the list whose call a panic is running belongs to a caller of a list's function.
func (p *panicking) isOutside(list *deferList) bool {
	for at := list.link; at != nil; at = at.link {
		if at == p.list {
			return true
		}
	}
	return false
}

// print reports a panic, after those that it interrupted; one that repeats the value before it is not reported again.
func (p *panicking) print() {
	if p.link != nil {
		p.link.print()
		if p.link.repeated {
			return
		}
		if !p.link.exits {
			printstring("\t")
		}
	}
	if p.exits {
		return
	}
	printstring("panic: ")
	printpanicval(efaceOf(&p.value))
	if p.recovered {
		printstring(" [recovered")
		if p.repeated {
			printstring(", repanicked")
		}
		printstring("]")
	}
	printnl()
}

// panicText gives the text of an error or of a value that describes itself, any other value as it is.
func panicText(v any) any {
	if e, ok := v.(error); ok {
		return e.Error()
	}
	if s, ok := v.(stringer); ok {
		return s.String()
	}
	return v
}

// throw ends the program because the runtime itself cannot go on.
func throw(text string) { fatalError(text, throwingRuntime) }

// fatalError ends the program with the report of an error that nobody can recover from.
//
//go:noinline
func fatalError(text string, why uint8) {
	getg().m.throwing = max(getg().m.throwing, why)
	beginDying()
	printstring("fatal error: ")
	printstring(text)
	printnl()
	if fault := &getg().fault; fault.happened && why == throwingRuntime {
		fault.print()
	}
	printStacks(getframe())
	die()
}

// beginDying takes the print lock for good: what is printed from here on is the last report.
func beginDying() {
	mp := getg().m
	mp.dying++
	if mp.dying > 1 {
		printstring("panic during panic\n")
		flushPrinted()
		exit(exitPanickingTwice)
	}
	printlock()
	flushPrinted()
	atomicStore(&dying, 1)
	freeze()
}

const (
	freezeTries = 5
	freezeWait  = 1_000_000 // nanoseconds
)

// freeze stops the goroutines on other threads, so that a report can show where they are: as far as that is possible,
// for those threads may hold any lock.
func freeze() {
	if processorCount == 0 {
		return
	}
	stopWaits = maxProcessors + 1 // who stops the world waits for ever
	atomicStore(&stopping, 1)
	var never note
	for range freezeTries {
		running := false
		self := getg().m.p
		for i := range processorCount {
			pp := allps[i]
			running = running || pp != self && atomicLoad(&pp.status) == pRunning
		}
		if !running {
			return
		}
		preemptAll()
		never.sleepFor(freezeWait)
	}
}

// printStacks writes what the report shows of the goroutines; frame is that of the function that reports.
func printStacks(frame uintptr) {
	gp, d := getg(), detail()
	if d.level == 0 {
		return
	}
	w := stackWalk{gp: gp, frame: frame}
	if gp != gp.m.g0 {
		printnl()
		gp.printTrace(w, d)
	} else {
		d.others = true
		if d.level > 1 {
			printstring("\nruntime stack:\n")
			w.print(d)
		}
	}
	if d.others {
		printGoroutines(gp, d)
	}
}

// die writes what was printed and leaves. The print lock stays taken.
func die() {
	flushPrinted()
	if detail().aborts {
		dieFromSignal(signalAbort)
	}
	exit(exitPanicking)
}

// printpanicval prints the value of a panic: basic types plainly, named ones as conversions, all else as an address.
func printpanicval(v *eface) {
	if v.typ == nil {
		printstring("nil")
		return
	}
	kind := v.typ.Kind
	named := v.typ.TFlag&tflagUncommon != 0
	switch {
	case kind == kindString:
		printStringPanic(v, named)
	case kind >= kindBool && kind <= kindUintptr || kind == kindFloat32 || kind == kindFloat64:
		if named {
			printstring(v.typ.string())
			printstring("(")
		}
		printScalar(kind, v.valueAddress())
		if named {
			printstring(")")
		}
	case kind == kindComplex64 || kind == kindComplex128:
		if named {
			printstring(v.typ.string())
		}
		printScalar(kind, v.valueAddress())
	default:
		printstring("(")
		printstring(v.typ.string())
		printstring(") ")
		printpointer(v.data)
	}
}

// printStringPanic prints the text of a string; lines after the first are indented, so that they cannot pass for a trace.
func printStringPanic(v *eface, named bool) {
	if named {
		printstring(v.typ.string())
		printstring("(\"")
	}
	s := *(*string)(v.data)
	for i := 0; i < len(s); i++ {
		printbyte(s[i])
		if s[i] == '\n' {
			printbyte('\t')
		}
	}
	if named {
		printstring("\")")
	}
}

// printScalar prints a number or truth value of a kind.
func printScalar(kind uint8, p unsafe.Pointer) {
	switch kind {
	case kindBool:
		printbool(*(*bool)(p))
	case kindInt:
		printint(int64(*(*int)(p)))
	case kindInt8:
		printint(int64(*(*int8)(p)))
	case kindInt16:
		printint(int64(*(*int16)(p)))
	case kindInt32:
		printint(int64(*(*int32)(p)))
	case kindInt64:
		printint(*(*int64)(p))
	case kindUint:
		printuint(uint64(*(*uint)(p)))
	case kindUint8:
		printuint(uint64(*(*uint8)(p)))
	case kindUint16:
		printuint(uint64(*(*uint16)(p)))
	case kindUint32:
		printuint(uint64(*(*uint32)(p)))
	case kindUint64:
		printuint(*(*uint64)(p))
	case kindUintptr:
		printuintptr(*(*uintptr)(p))
	case kindFloat32:
		printfloat32(*(*float32)(p))
	case kindFloat64:
		printfloat64(*(*float64)(p))
	case kindComplex64:
		printcomplex64(*(*complex64)(p))
	case kindComplex128:
		printcomplex128(*(*complex128)(p))
	}
}
