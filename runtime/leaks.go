// Goroutines that nobody can wake any more: those that wait for channels, locks and conditions which only they, or others
// like them, can reach.
//
// A collection that looks for them takes the stacks of such waiting goroutines for roots only when what they wait for has
// been marked; that is repeated until no more is found. The others leak. They are marked then, for they stay. The world is
// stopped meanwhile. What a goroutine waits for is hidden in its g and sudogs at first, for these are roots, too.
//
// Stacks are scanned conservatively: an address that a stack happens to hold may hide a leak. That an address may be meant
// for the object in front of it is left out of account during the search; stacks are scanned once more after it.
//
// Source: G. Saioc, I. Lee, A. Møller, M. Chabbi, "Dynamic partial deadlock detection and recovery via garbage collection",
// 2025.

package runtime

import (
	"internal/runtime/atomic"
	"unsafe"
)

// A leakSearch is what the last search has found.
type leakSearch struct {
	number    uint32 // of searches
	count     int
	searching bool
}

var leaks leakSearch

// mayLeak says whether a goroutine waits for what only another goroutine can do.
func (gp *g) mayLeak() bool {
	if gp.system || atomicLoad(&gp.status) != gWaiting {
		return false
	}
	switch gp.reason {
	case waitReceiveNil, waitSendNil, waitSelectNone, waitReceive, waitSend, waitSelect,
		waitMutex, waitRWMutexR, waitRWMutex, waitWaitGroup, waitCond:
		return true
	}
	return false
}

// begin makes suspects of the goroutines that may leak. The world is stopped, and marking has not begun.
func (l *leakSearch) begin() {
	l.searching = true
	for gp := loadG(&allgs); gp != nil; gp = gp.allLink {
		gp.leaked = false
		gp.suspect = gp.mayLeak()
		if gp.suspect {
			gp.saved = [len(gp.saved)]uintptr{} // left of earlier system calls
			gp.turn()
		}
	}
}

// turn hides what a goroutine waits for, or shows it again: the complement of an address is none.
func (gp *g) turn() {
	for one := gp.waiting; one != nil; one = one.link {
		complement(unsafe.Pointer(&one.elem))
		complement(unsafe.Pointer(&one.c))
	}
}

func complement(place unsafe.Pointer) { *(*uintptr)(place) ^= ^uintptr(0) }

// end finds out which suspects leak. Everything else is marked, and the world is stopped.
func (l *leakSearch) end() {
	w := &getmcache().work
	for found := true; found; markAlone(^uint64(0)) {
		found = false
		for gp := loadG(&allgs); gp != nil; gp = gp.allLink {
			if gp.suspect && gp.canBeWoken() {
				gp.clear(w)
				found = true
			}
		}
	}
	l.count = 0
	for gp := loadG(&allgs); gp != nil; gp = gp.allLink {
		if gp.suspect {
			gp.clear(w)
			// The main goroutine may wait for the end with an empty select.
			gp.leaked = gp.id != 1 || gp.reason != waitSelectNone
			if gp.leaked {
				l.count++
			}
		}
	}
	l.searching = false
	l.markAgain(w)
	markAlone(^uint64(0))
	atomic.Xadd(&l.number, 1)
}

// markAgain marks what stacks hold, with the objects in front. The world is stopped.
func (l *leakSearch) markAgain(w *gcWork) {
	for gp := loadG(&allgs); gp != nil; gp = gp.allLink {
		if gp == getg() {
			gp.markSelf(w)
		} else if gp.isScanned() {
			gp.markStack(w)
		}
	}
}

// canBeWoken says whether something that a suspect waits for has been reached.
func (gp *g) canBeWoken() bool {
	for one := gp.waiting; one != nil; one = one.link {
		hidden := *(*uintptr)(unsafe.Pointer(&one.c))
		if ^hidden == 0 {
			hidden = *(*uintptr)(unsafe.Pointer(&one.elem)) // a lock or condition
		}
		s := spanOf(^hidden)
		if s == nil || s.isMarked(s.index(^hidden)) {
			return true
		}
	}
	return false
}

// clear makes a suspect a goroutine like any other, and marks what it holds.
func (gp *g) clear(w *gcWork) {
	gp.suspect = false
	gp.turn()
	for one := gp.waiting; one != nil; one = one.link {
		w.markWord(uintptr(one.elem))
		w.markWord(uintptr(unsafe.Pointer(one.c)))
	}
	gp.scanOnce(w)
}

//go:linkname goroutineLeakGC runtime/pprof.runtime_goroutineLeakGC
func goroutineLeakGC() {
	for before := atomic.Load(&leaks.number); atomic.Load(&leaks.number) == before; {
		collectNow(gcForced | gcLeaks)
	}
}

//go:linkname goroutineleakcount runtime/pprof.runtime_goroutineleakcount
func goroutineleakcount() int { return leaks.count }

func pprof_goroutineLeakProfileWithLabels(p []profileStack, labels []unsafe.Pointer) (n int, ok bool) {
	if len(p) < leaks.count {
		return leaks.count, false
	}
	buffer := pprof_makeProfStack()
	stopTheWorld()
	forEachG(func(gp *g) {
		if !gp.leaked || n == len(p) {
			return
		}
		p[n].stack = append([]uintptr(nil), buffer[:gp.calls(buffer)]...)
		if n < len(labels) {
			labels[n] = gp.labels
		}
		n++
	})
	startTheWorld()
	return n, true
}
