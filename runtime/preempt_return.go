// Stopping goroutines that are met inside the runtime: they stop when they return to the program's code.
//
// A goroutine that does little but allocate, or look things up in maps, is hardly ever anywhere else when a signal comes.
// So the handler looks for the innermost call of the runtime by the program and makes it return to a place where nothing
// can be executed. The fault says that the call has returned; all registers are as the program expects them. The
// goroutine goes on behind the call, and is stopped there if that is still wanted.
//
// Debuggers read return addresses, too, and stop at each fault: with GODEBUG=asyncpreemptoff=1 all this is not done, and a
// goroutine is stopped only where it is met outside of the runtime.
//
// Invariant: of the return addresses on a goroutine's stack, one at most is changed, and g.returnPC is what it was. Where
// signals are masked none is.

package runtime

import "unsafe"

const mostFrames = 64 // of the runtime that are looked at

// returnTrap is where changed calls return to, aligned as instructions are. Nothing else points there.
var returnTrap [2]uint64

var keepReturns bool // GODEBUG=asyncpreemptoff=1

func returnTrapPC() uintptr { return uintptr(unsafe.Pointer(&returnTrap)) }

// stopAtReturn is called by the handler of a signal that has interrupted the runtime.
func (gp *g) stopAtReturn(context unsafe.Pointer) {
	if keepReturns {
		return
	}
	sp := *contextWord(context, contextSP)
	gp.undoStopAbove(sp)
	frame := *contextWord(context, contextFP)
	for low, n := sp, 0; n < mostFrames; n++ {
		head := headOf(frame)
		at := uintptr(unsafe.Pointer(head))
		if at < low || !gp.holdsFrame(frame) {
			return
		}
		pc := head.returns
		if pc-runtimeCodeStart() >= runtimeCodeEnd()-runtimeCodeStart() {
			if findRecord(pc-1) != nil {
				gp.returnPC, gp.returnPlace = pc, uintptr(unsafe.Pointer(&head.returns))
				head.returns = returnTrapPC()
			}
			return
		}
		low, frame = at+1, head.caller
	}
}

// undoStopAbove changes a return address back, unless its call has already ended. sp is the goroutine's stack pointer.
func (gp *g) undoStopAbove(sp uintptr) {
	if place := gp.returnPlace; place >= sp && place < gp.stack.hi {
		if p := (*uintptr)(unsafe.Pointer(place)); *p == returnTrapPC() {
			*p = gp.returnPC
		}
	}
	gp.returnPlace = 0
}

// leaveTrap lets a goroutine whose changed call has returned go on behind it; it says whether it was there.
func (gp *g) leaveTrap(context unsafe.Pointer) bool {
	pc := contextWord(context, contextPC)
	if *pc != returnTrapPC() {
		return false
	}
	*pc = gp.returnPC
	gp.returnPlace = 0
	return true
}

// returnAddressOf gives the return address for which one on the stack stands.
func (gp *g) returnAddressOf(pc uintptr) uintptr {
	if pc == returnTrapPC() {
		return gp.returnPC
	}
	return pc
}
