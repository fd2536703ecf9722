// What a program can ask of package runtime about itself: version, callers, stack traces.

package runtime

import "unsafe"

// Compiler is the name under which build constraints know the compiler.
const Compiler = "gc"

const version = "go1.27.3" // the release that the standard library is of

// Version gives the Go release.
func Version() string { return version }

// GOROOT gives the root of the Go tree, if the environment says so.
func GOROOT() string { return getenv("GOROOT") }

// A Func is a function of the running program.
type Func struct {
	opaque struct{}
}

// A Frame is what Frames tells of one call.
type Frame struct {
	PC        uintptr // in the calling function; 0 if the frame is not known
	Func      *Func   // nil for functions that are not Go's, and for inlined ones
	Function  string  // with its package's path, "" if not known
	File      string
	Line      int
	startLine int     // of the function
	Entry     uintptr // where the function begins
}

// Frames turns program counters into frames.
type Frames struct {
	callers []uintptr
}

// CallersFrames prepares what Callers has found for being read.
func CallersFrames(callers []uintptr) *Frames { return &Frames{callers} }

// Next gives the next frame, and whether there are more.
func (ci *Frames) Next() (frame Frame, more bool) {
	for len(ci.callers) > 0 {
		pc := ci.callers[0]
		ci.callers = ci.callers[1:]
		record := findRecord(pc - 1)
		if record == nil {
			continue
		}
		frame.PC, frame.Entry = pc-1, record.entryPC()
		frame.File, frame.Line = record.fileLine(pc - 1)
		if call := record.innermost(pc - 1); call != nil {
			frame.Function, frame.startLine = shortName(call.name), int(call.startLine)
		} else {
			frame.Func = (*Func)(unsafe.Pointer(record))
			frame.Function, frame.startLine = shortName(record.name), int(record.startLine)
		}
		break
	}
	return frame, len(ci.callers) > 0
}

// Callers stores the return addresses of the calling functions and gives their number. Frame 0 is that of Callers.
func Callers(skip int, pc []uintptr) int { return callers(skip, pc) }

// Caller tells where the calling function was called, skip calls further out.
func Caller(skip int) (pc uintptr, file string, line int, ok bool) {
	var calls [1]uintptr
	if callers(skip+1, calls[:]) == 0 {
		return 0, "", 0, false
	}
	frame, _ := CallersFrames(calls[:]).Next()
	return frame.PC, frame.File, frame.Line, frame.PC != 0
}

// An inlinedFunc stands for a function whose body is in another one. Its first word is that of no funcRecord.
type inlinedFunc struct {
	mark  uint32 // isInlinedFunc
	entry uintptr
	name  string
	file  string
	line  int
}

const isInlinedFunc = ^uint32(0)

// FuncForPC gives the function that holds an address, nil if none does; of inlined ones the innermost.
func FuncForPC(pc uintptr) *Func {
	record := findRecord(pc)
	if record == nil {
		return nil
	}
	call := record.innermost(pc)
	if call == nil {
		return (*Func)(unsafe.Pointer(record))
	}
	file, line := record.fileLine(pc)
	inlined := &inlinedFunc{isInlinedFunc, record.entryPC(), shortName(call.name), file, line}
	return (*Func)(unsafe.Pointer(inlined))
}

// inlined gives what f is if it stands for an inlined function, else nil.
func (f *Func) inlined() *inlinedFunc {
	if one := (*inlinedFunc)(unsafe.Pointer(f)); one.mark == isInlinedFunc {
		return one
	}
	return nil
}

// Name gives the function's name with its package's path.
func (f *Func) Name() string {
	if f == nil {
		return ""
	}
	if one := f.inlined(); one != nil {
		return one.name
	}
	return shortName((*funcRecord)(unsafe.Pointer(f)).name)
}

// Entry gives where the function begins.
func (f *Func) Entry() uintptr {
	if one := f.inlined(); one != nil {
		return one.entry
	}
	return (*funcRecord)(unsafe.Pointer(f)).entryPC()
}

// FileLine gives the source line of an address in the function.
func (f *Func) FileLine(pc uintptr) (file string, line int) {
	if one := f.inlined(); one != nil {
		return one.file, one.line
	}
	return (*funcRecord)(unsafe.Pointer(f)).fileLine(pc)
}

// shortName gives a function's name as programs see it, without type arguments.
func shortName(offset int32) string {
	name := recordedName(offset)
	start, end := typeArguments(name)
	if end == 0 {
		return name
	}
	return name[:start] + "[...]" + name[end:]
}

// Breakpoint is an assembly stub: it stops the program in a debugger; without one, SIGTRAP ends it.
func Breakpoint()

//go:linkname runtime_FrameStartLine runtime/pprof.runtime_FrameStartLine
func runtime_FrameStartLine(f *Frame) int { return f.startLine }

//go:linkname runtime_FrameSymbolName runtime/pprof.runtime_FrameSymbolName
func runtime_FrameSymbolName(f *Frame) string { return f.Function }

// SetCgoTraceback is for programs with C; we have none.
func SetCgoTraceback(version int, traceback, context, symbolizer unsafe.Pointer) {}
