// The profile of memory: what was allocated where.

package runtime

const defaultMemProfile = 512 * 1024

// MemProfileRate is how many bytes are allocated between two samples of the memory profile.
var MemProfileRate int = defaultMemProfile

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

// MemProfile copies the memory profile, if p has room, and gives the number of its records.
func MemProfile(p []MemProfileRecord, inuseZero bool) (n int, ok bool)

// A profileMemory is a record of internal/profilerecord.
type profileMemory struct {
	objectSize          int64
	allocated, released int64 // objects
	stack               []uintptr
}

func pprof_memProfileInternal(p []profileMemory, inuseZero bool) (n int, ok bool)
