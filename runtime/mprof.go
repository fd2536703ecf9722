// Profiles and execution traces.

package runtime

import "unsafe"

const (
	stackDepth        = 32
	defaultMemProfile = 512 * 1024
)

// MemProfileRate is how many bytes are allocated between two samples of the memory profile.
var MemProfileRate int = defaultMemProfile

// A StackRecord is a stack of calls; it ends at the first 0.
type StackRecord struct {
	Stack0 [stackDepth]uintptr
}

// Stack gives the calls.
func (r *StackRecord) Stack() []uintptr { return stackOf(r.Stack0[:]) }

func stackOf(calls []uintptr) []uintptr {
	for i, pc := range calls {
		if pc == 0 {
			return calls[:i]
		}
	}
	return calls
}

// A MemProfileRecord counts what was allocated at one place.
type MemProfileRecord struct {
	AllocBytes, FreeBytes     int64
	AllocObjects, FreeObjects int64
	Stack0                    [stackDepth]uintptr
}

// InUseBytes gives the bytes that are not freed.
func (r *MemProfileRecord) InUseBytes() int64 { return r.AllocBytes - r.FreeBytes }

// InUseObjects gives the objects that are not freed.
func (r *MemProfileRecord) InUseObjects() int64 { return r.AllocObjects - r.FreeObjects }

// Stack gives the place.
func (r *MemProfileRecord) Stack() []uintptr { return stackOf(r.Stack0[:]) }

// A BlockProfileRecord counts how often, and how long, goroutines waited at one place.
type BlockProfileRecord struct {
	Count  int64
	Cycles int64
	StackRecord
}

// MemProfile copies the memory profile, if p has room, and gives the number of its records.
func MemProfile(p []MemProfileRecord, inuseZero bool) (n int, ok bool)

// BlockProfile copies the profile of waiting.
func BlockProfile(p []BlockProfileRecord) (n int, ok bool)

// MutexProfile copies the profile of contended locks.
func MutexProfile(p []BlockProfileRecord) (n int, ok bool)

// GoroutineProfile copies the stacks of all goroutines.
func GoroutineProfile(p []StackRecord) (n int, ok bool)

// ThreadCreateProfile copies the stacks on which threads were started.
func ThreadCreateProfile(p []StackRecord) (n int, ok bool)

// CPUProfile has been replaced by runtime/pprof.
func CPUProfile() []byte { panic("CPUProfile no longer available") }

// SetCPUProfileRate starts taking hz samples per second, or stops when hz is 0.
func SetCPUProfileRate(hz int)

// SetBlockProfileRate sets how many nanoseconds of waiting lie between two samples.
func SetBlockProfileRate(rate int)

// SetMutexProfileFraction sets which part of the contention is sampled, and gives the setting before.
func SetMutexProfileFraction(rate int) int

// StartTrace begins an execution trace.
func StartTrace() error

// StopTrace ends it.
func StopTrace()

// ReadTrace gives the next part of the trace, nil at its end.
func ReadTrace() (buf []byte)

// Records of internal/profilerecord.

type profileStack struct {
	stack []uintptr
}

type profileMemory struct {
	objectSize          int64
	allocated, released int64 // objects
	stack               []uintptr
}

type profileBlock struct {
	count  int64
	cycles int64
	stack  []uintptr
}

func pprof_goroutineProfileWithLabels(p []profileStack, labels []unsafe.Pointer) (n int, ok bool)

func pprof_goroutineLeakProfileWithLabels(p []profileStack, labels []unsafe.Pointer) (n int, ok bool)

func pprof_memProfileInternal(p []profileMemory, inuseZero bool) (n int, ok bool)

func pprof_blockProfileInternal(p []profileBlock) (n int, ok bool)

func pprof_mutexProfileInternal(p []profileBlock) (n int, ok bool)

func pprof_threadCreateInternal(p []profileStack) (n int, ok bool)

func pprof_fpunwindExpand(to, from []uintptr) int

func pprof_makeProfStack() []uintptr

//go:linkname runtime_pprof_readProfile runtime/pprof.readProfile
func runtime_pprof_readProfile() (data []uint64, tags []unsafe.Pointer, eof bool)

//go:linkname goroutineleakcount runtime/pprof.runtime_goroutineleakcount
func goroutineleakcount() int

//go:linkname goroutineLeakGC runtime/pprof.runtime_goroutineLeakGC
func goroutineLeakGC()

// Marks in an execution trace; nobody writes one.

//go:linkname trace_userTaskCreate runtime/trace.userTaskCreate
func trace_userTaskCreate(id, parent uint64, kind string) {}

//go:linkname trace_userTaskEnd runtime/trace.userTaskEnd
func trace_userTaskEnd(id uint64) {}

//go:linkname trace_userRegion runtime/trace.userRegion
func trace_userRegion(id, mode uint64, name string) {}

//go:linkname trace_userLog runtime/trace.userLog
func trace_userLog(id uint64, category, message string) {}

//go:linkname traceClockUnitsPerSecond runtime/trace.runtime_traceClockUnitsPerSecond
func traceClockUnitsPerSecond() uint64

func traceAdvance(stop bool)

func traceClockNow() uint64

//go:linkname pprof_cyclesPerSecond runtime/pprof.runtime_cyclesPerSecond
func pprof_cyclesPerSecond() int64
