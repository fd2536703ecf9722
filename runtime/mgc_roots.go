// Roots: where marking begins.
//
// They are the variables of the program that may hold pointers, the runtime's own structures, what waits for the end of
// objects, and the stacks (mgc_stacks.go). All but the third are scanned conservatively: every word that may be a pointer
// is taken for one. Whoever marks takes one piece after the other; nobody scans a piece twice.

package runtime

import (
	"internal/runtime/atomic"
	"unsafe"
)

// Bounds of the image's variables; the compiler expands these in place.
func dataStart() uintptr
func dataEnd() uintptr
func bssStart() uintptr
func bssEnd() uintptr

// Bounds of everything in the image.
func imageStart() uintptr
func imageEnd() uintptr

const (
	rootPiece     = 64 << 10 // bytes of variables
	stackPiece    = 16       // goroutines
	specialsPiece = 64
	leastPiece    = 64 // bytes for which any piece counts
)

// A rootQueue is what is left of the roots.
type rootQueue struct {
	lock     mutex
	left     uint32 // whether anything is
	variable [2]struct{ low, high uintptr }
	block    *rootHeader
	stack    *g
	special  *special // as long as specialsLock is held, a member of the list of all
}

var gcRoots rootQueue

// begin makes all roots those of a new collection. The world is stopped.
func (r *rootQueue) begin() {
	gcNumber += 2
	r.variable[0].low, r.variable[0].high = dataStart(), dataEnd()
	r.variable[1].low, r.variable[1].high = bssStart(), bssEnd()
	r.block, r.stack, r.special = rootBlocks, loadG(&allgs), allSpecials
	atomic.Store(&r.left, 1)
}

// areLeft says whether roots are left to be taken.
func (r *rootQueue) areLeft() bool { return atomic.Load(&r.left) != 0 }

// scanNext scans a piece; false if nothing is left.
func (r *rootQueue) scanNext(w *gcWork) bool {
	if !r.areLeft() {
		return false
	}
	w.scanned += leastPiece
	lock(&r.lock)
	for i := range r.variable {
		if v := &r.variable[i]; v.low < v.high {
			low := v.low
			v.low = min(low+rootPiece, v.high)
			high := v.low
			unlock(&r.lock)
			w.markVariables(low, high)
			return true
		}
	}
	if block := r.block; block != nil {
		r.block = block.next
		unlock(&r.lock)
		w.markVariables(uintptr(unsafe.Pointer(block))+unsafe.Sizeof(rootHeader{}), block.end)
		return true
	}
	if first := r.stack; first != nil {
		for i := 0; i < stackPiece && r.stack != nil; i++ {
			r.stack = r.stack.allLink
		}
		behind := r.stack
		unlock(&r.lock)
		for gp := first; gp != behind; gp = gp.allLink {
			if !gp.suspect {
				gp.scanOnce(w)
			}
		}
		return true
	}
	unlock(&r.lock)
	return r.scanSpecials(w)
}

// scanSpecials marks what finalizers will want to see: what their objects refer to, but not the objects.
func (r *rootQueue) scanSpecials(w *gcWork) bool {
	var objects [specialsPiece]uintptr
	n := 0
	lock(&specialsLock)
	for i := 0; i < specialsPiece && r.special != nil; i++ {
		one := r.special
		if one.kind == specialFinalizer && !one.span.class.noscan() {
			objects[n] = one.span.base(one.span.start + one.offset)
			n++
		}
		r.special = one.after
	}
	if r.special == nil {
		atomic.Store(&r.left, 0)
	}
	unlock(&specialsLock)
	for _, p := range objects[:n] {
		spanOf(p).scan(p, w)
	}
	return true
}
