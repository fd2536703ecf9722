// Walking stacks: the calls of a goroutine.
//
// Every function keeps a frame pointer, so frames are a list, by their heads. A return address stands behind its call; what
// an instruction belongs to is asked for the byte before it. Stubs have no frames.

package runtime

import (
	"internal/abi"
	"unsafe"
)

// A frameHead is what a function has put into its frame first, or the call instruction. What lies above is the caller's on
// amd64 and riscv64; on arm64 there are registers that the function has saved.
type frameHead struct {
	caller  uintptr // the frame pointer of the caller
	returns uintptr // the return address
}

const headSize = 2 * ptrSize

// headOf gives the head of the frame to which a frame pointer belongs.
func headOf(frame uintptr) *frameHead { return (*frameHead)(unsafe.Pointer(frame - headBelow)) }

// A stackWalk goes from call to call, inlined ones as well.
type stackWalk struct {
	gp    *g
	frame uintptr // of the function whose calls come next
	start uintptr // an instruction from which the walk begins, 0 if it begins with the calls of frame
	// Of the call that was found:
	pc       uintptr     // behind the call; a made-up address where the caller is inlined code, or called it
	code     uintptr     // behind the call instruction
	sp       uintptr     // the stack pointer at the call
	record   *funcRecord // of the function that holds the code
	name     string
	wrapper  bool
	inlined  bool
	previous *inlinedCall
	inner    callKind // of the call before
	initial  bool     // the call before was that of a function init
}

// A callKind says what may call a function by way of a wrapper.
type callKind uint8

const (
	callOther callKind = iota
	callPanic          // panics: a wrapper that does is shown
)

// next finds the next call; false at the end of the stack.
func (w *stackWalk) next() bool {
	switch {
	case w.inlined:
		w.inner, w.initial = callOther, false
		w.pc = w.record.entryPC() + uintptr(w.previous.place) + 1
	case w.start != 0:
		w.pc, w.code, w.record = w.start+1, w.start, findRecord(w.start)
		w.start = 0
		if w.record == nil {
			return false
		}
	default:
		w.inner, w.initial = w.kind(), isInit(w.name)
		if w.name == "runtime.goexit" || !w.unwind() {
			return false
		}
	}
	w.previous = w.record.innermost(w.pc - 1)
	w.inlined = w.previous != nil
	if w.inlined {
		w.name = recordedName(w.previous.name)
		w.wrapper = abi.FuncID(w.previous.kind) == abi.FuncIDWrapper
	} else {
		w.name = recordedName(w.record.name)
		w.wrapper = abi.FuncID(w.record.kind) == abi.FuncIDWrapper
	}
	return true
}

// kind classifies the call that was found last.
func (w *stackWalk) kind() callKind {
	switch w.name {
	case "runtime.gopanic", "runtime.sigpanic", "runtime.panicwrap":
		return callPanic
	}
	return callOther
}

// isInit says whether a function is one of those that a package calls init.
func isInit(name string) bool {
	n := len(name)
	for n > 0 && '0' <= name[n-1] && name[n-1] <= '9' {
		n--
	}
	return n < len(name) && isPackageInit(name[:n-1])
}

// isPackageInit says whether a function initialises the variables of a package; ours calls the functions init as well.
func isPackageInit(name string) bool {
	const end = ".init"
	return len(name) > len(end) && name[len(name)-len(end):] == end
}

// unwind leaves a function.
func (w *stackWalk) unwind() bool {
	if w.frame == 0 {
		return false
	}
	head := headOf(w.frame)
	w.sp = w.frame - headBelow + headSize
	w.pc = w.gp.returnAddressOf(head.returns)
	frame := head.caller
	if !w.gp.holdsFrame(frame) {
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

// isElided says whether traces leave the call out, because the programmer wrote no such function.
func (w *stackWalk) isElided() bool {
	switch {
	case w.isGenerated() || w.wrapper && w.inner != callPanic:
		return true
	case w.initial && !w.inlined && isPackageInit(w.name):
		return true
	}
	return w.name == "runtime.(*panicking).runNext" || w.name == "runtime.deferreturn"
}

// callers stores the calls of the goroutine; the caller of callers is the first.
//
//go:noinline
func callers(skip int, pc []uintptr) int {
	w := stackWalk{gp: getg(), frame: getframe()}
	n := 0
	for n < len(pc) && w.next() {
		if w.isElided() {
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

// callsOf gives the walk over the calls of a goroutine that does not run.
func callsOf(gp *g) stackWalk {
	if atomicLoad(&gp.status) == gSyscall {
		return stackWalk{gp: gp, frame: gp.callFrame, start: gp.callPC - 1, sp: gp.sched.sp}
	}
	if gp.isNew {
		return stackWalk{gp: gp, start: codeOfFunction(gp.start)}
	}
	return stackWalk{gp: gp, frame: gp.sched.sp + switchPC - ptrSize + headBelow}
}

// interrupted gives the walk over the calls of a goroutine that a signal has interrupted.
func interrupted(gp *g, context unsafe.Pointer) stackWalk {
	pc, frame := *contextWord(context, contextPC), *contextWord(context, contextFP)
	if record := findRecord(pc); record == nil || record.isStub() {
		pc = returnAddress(context)
	}
	if !gp.holdsFrame(frame) {
		frame = 0
	}
	return stackWalk{gp: gp, frame: frame, start: pc, sp: *contextWord(context, contextSP)}
}

// holdsFrame says whether a frame pointer leads to a head on the goroutine's stack.
func (gp *g) holdsFrame(frame uintptr) bool {
	head := frame - headBelow
	return head%ptrSize == 0 && head >= gp.stack.lo && head <= gp.stack.hi-headSize
}

// contextWord gives a register in what the kernel has saved.
func contextWord(context unsafe.Pointer, offset uintptr) *uintptr {
	return (*uintptr)(unsafe.Add(context, offset))
}
