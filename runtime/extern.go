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
func (ci *Frames) Next() (frame Frame, more bool) { return nextFrame(ci) }

func nextFrame(ci *Frames) (frame Frame, more bool)

// Callers stores the return addresses of the calling functions and gives their number. Frame 0 is that of Callers.
func Callers(skip int, pc []uintptr) int

// Caller tells where the calling function was called, skip calls further out.
func Caller(skip int) (pc uintptr, file string, line int, ok bool)

// FuncForPC gives the function that holds an address, nil if none does.
func FuncForPC(pc uintptr) *Func

// Name gives the function's name with its package's path.
func (f *Func) Name() string { return funcName(f) }

// Entry gives where the function begins.
func (f *Func) Entry() uintptr { return funcEntry(f) }

// FileLine gives the source line of an address in the function.
func (f *Func) FileLine(pc uintptr) (file string, line int) { return funcFileLine(f, pc) }

func funcName(f *Func) string

func funcEntry(f *Func) uintptr

func funcFileLine(f *Func, pc uintptr) (file string, line int)

// Stack writes a trace of the calling goroutine, or of all, and gives its length.
func Stack(buf []byte, all bool) int

// Breakpoint stops the program in a debugger.
func Breakpoint()

//go:linkname runtime_FrameStartLine runtime/pprof.runtime_FrameStartLine
func runtime_FrameStartLine(f *Frame) int { return f.startLine }

//go:linkname runtime_FrameSymbolName runtime/pprof.runtime_FrameSymbolName
func runtime_FrameSymbolName(f *Frame) string { return f.Function }

//go:linkname runtime_expandFinalInlineFrame runtime/pprof.runtime_expandFinalInlineFrame
func runtime_expandFinalInlineFrame(stack []uintptr) []uintptr

// SetCgoTraceback is for programs with C; we have none.
func SetCgoTraceback(version int, traceback, context, symbolizer unsafe.Pointer) {}
