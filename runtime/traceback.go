// Walking stacks: the calls of a goroutine, and how a report shows them.
//
// Every function keeps a frame pointer, so frames are a list: {frame of the caller, return address}. A return address
// stands behind its call; what an instruction belongs to is asked for the byte before it.

package runtime

import "unsafe"

// A stackWalk goes from call to call, inlined ones as well.
type stackWalk struct {
	gp    *g
	frame uintptr // of the function whose calls come next
	// Of the call that was found:
	pc       uintptr     // behind the call; a made-up address where the caller is inlined code, or called it
	code     uintptr     // behind the call instruction
	record   *funcRecord // of the function that holds the code
	name     string
	inlined  bool
	previous *inlinedCall
}

// next finds the next call; false at the end of the stack.
func (w *stackWalk) next() bool {
	if w.inlined {
		w.pc = w.record.entryPC() + uintptr(w.previous.place) + 1
	} else if !w.unwind() {
		return false
	}
	w.previous = w.record.innermost(w.pc - 1)
	w.inlined = w.previous != nil
	if w.inlined {
		w.name = recordedName(w.previous.name)
	} else {
		w.name = recordedName(w.record.name)
	}
	return true
}

// unwind leaves a function.
func (w *stackWalk) unwind() bool {
	if w.frame == 0 {
		return false
	}
	w.pc = *(*uintptr)(unsafe.Pointer(w.frame + ptrSize))
	frame := *(*uintptr)(unsafe.Pointer(w.frame))
	if frame%ptrSize != 0 || frame < w.gp.stack.lo || frame >= w.gp.stack.hi {
		frame = 0
	}
	w.frame = frame
	w.record = nil
	if w.pc != 0 {
		w.record = findRecord(w.pc - 1)
	}
	w.code = w.pc
	return w.record != nil
}

// isGenerated says whether the function has no source.
func (w *stackWalk) isGenerated() bool { return w.record.files == 0 }

// callers stores the calls of the goroutine; the caller of callers is the first.
//
//go:noinline
func callers(skip int, pc []uintptr) int {
	w := stackWalk{gp: getg(), frame: getframe()}
	n := 0
	for n < len(pc) && w.next() {
		if w.isGenerated() {
			continue
		}
		if skip > 0 {
			skip--
			continue
		}
		pc[n] = w.pc
		n++
	}
	return n
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
	c := name[len(prefix)]
	return 'A' <= c && c <= 'Z'
}

// print writes the calls as Go's reports do.
func (w *stackWalk) print() {
	first := true
	for w.next() {
		if w.isGenerated() || !isShown(w.name, first) {
			continue
		}
		first = false
		if w.name == "runtime.gopanic" {
			printstring("panic")
		} else {
			printstring(w.name)
		}
		printstring("(...)\n\t")
		file, line := w.record.fileLine(w.pc - 1)
		printstring(file)
		printstring(":")
		printint(int64(line))
		if !w.inlined {
			printstring(" +")
			printhex(uint64(w.code - w.record.entryPC()))
		}
		printnl()
	}
}

// printCalls writes the calls of a goroutine that does not run.
func (gp *g) printCalls() {
	w := stackWalk{gp: gp, frame: gp.sched.sp + switchPC - ptrSize}
	w.print()
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
	printstring("goroutine ")
	printuint(gp.id)
	printstring(" [running]:\n")
	w := stackWalk{gp: gp, frame: getframe()}
	w.print()
	if all {
		printGoroutines(gp)
	}
	traceText = nil
	n := traceLength
	printunlock()
	if all {
		startTheWorld()
	}
	return n
}
