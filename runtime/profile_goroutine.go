// Profiles of what exists: goroutines with the calls that they are in, and the calls by which threads were started.

package runtime

import "unsafe"

const (
	stackDepth     = 32 // calls of a StackRecord
	threadDepth    = 32 // calls that a thread remembers
	goroutineSlack = 16 // more goroutines than there are just now
)

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

// A profileStack is a record of internal/profilerecord.
type profileStack struct {
	stack []uintptr
}

// GoroutineProfile copies the stacks of all goroutines, if p has room, and gives their number.
//
//go:noinline
func GoroutineProfile(p []StackRecord) (n int, ok bool) {
	return visitStacks(len(p), func(i int, _ *g, calls []uintptr) {
		p[i] = StackRecord{}
		copy(p[i].Stack0[:], calls)
	})
}

//go:noinline
func pprof_goroutineProfileWithLabels(p []profileStack, labels []unsafe.Pointer) (n int, ok bool) {
	return visitStacks(len(p), func(i int, gp *g, calls []uintptr) {
		p[i].stack = append([]uintptr(nil), calls...)
		if i < len(labels) {
			labels[i] = gp.labels
		}
	})
}

// visitStacks calls visit for each goroutine of the program while none runs, the calling one first, unless there are more
// than limit; it gives their number.
//
//go:noinline
func visitStacks(limit int, visit func(i int, gp *g, calls []uintptr)) (count int, fits bool) {
	if limit == 0 {
		return NumGoroutine(), false
	}
	buffer := pprof_makeProfStack()
	stopTheWorld()
	self := getg()
	count = NumGoroutine()
	if count <= limit {
		n := callers(2, buffer)
		visit(0, self, buffer[:n])
		count = 1
		forEachG(func(gp *g) {
			if gp == self || gp.system || count == limit {
				return
			}
			visit(count, gp, buffer[:gp.calls(buffer)])
			count++
		})
		fits = true
	}
	startTheWorld()
	return count, fits
}

// calls stores the calls of a goroutine that does not run; of one that has not run yet, the function that it will run.
func (gp *g) calls(buffer []uintptr) int {
	n := 0
	for w := callsOf(gp); n < len(buffer) && w.next(); {
		if w.isElided() || n == 0 && w.name == "runtime.mcall" {
			continue
		}
		buffer[n] = w.pc
		n++
	}
	if n == 0 && gp.start != nil {
		buffer[0] = codeOf(unsafe.Pointer(&gp.start)) + 1
		n = 1
	}
	return n
}

// ThreadCreateProfile copies the stacks on which threads were started, if p has room, and gives their number.
func ThreadCreateProfile(p []StackRecord) (n int, ok bool) {
	return visitThreads(len(p), func(i int, mp *m) { p[i].Stack0 = mp.origin })
}

func pprof_threadCreateInternal(p []profileStack) (n int, ok bool) {
	return visitThreads(len(p), func(i int, mp *m) {
		p[i].stack = append([]uintptr(nil), stackOf(mp.origin[:])...)
	})
}

func visitThreads(limit int, visit func(i int, mp *m)) (count int, fits bool) {
	first := (*m)(unsafe.Pointer(atomicLoadUintptr((*uintptr)(unsafe.Pointer(&allms)))))
	for mp := first; mp != nil; mp = mp.allLink {
		count++
	}
	if count > limit {
		return count, false
	}
	i := 0
	for mp := first; mp != nil; mp = mp.allLink {
		visit(i, mp)
		i++
	}
	return count, true
}
