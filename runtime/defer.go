// Deferred calls.
//
// A function with defer statements has a deferList in its frame. A panic runs the calls of all lists, innermost first.
//
// Invariant: g.deferLists links the lists of the functions that are running, innermost first.

package runtime

// A deferList is what one function has deferred (server/compiler/irbuild/frame.py).
type deferList struct {
	registers [jumpWords]uintptr // what setjmp kept
	link      *deferList         // of the function around
	calls     *deferred          // last one first
}

// A deferred is one call.
type deferred struct {
	call func()
	next *deferred
}

// deferenter begins a function.
func deferenter(list *deferList) {
	gp := getg()
	list.link = gp.deferLists
	gp.deferLists = list
}

// deferproc defers a call in a loop: the compiler has put its closure on the heap, and the record is there, too.
func deferproc(list *deferList, call func()) {
	list.calls = &deferred{call, list.calls}
}

// deferprocstack defers a call that is deferred once at most: the record lies in the frame of the function.
func deferprocstack(list *deferList, record *deferred, call func()) {
	record.call, record.next = call, list.calls
	list.calls = record
}

// deferreturn ends a function: it runs what the function has deferred. A call may defer no more on this list, but it may
// panic, which then goes on with the rest.
func deferreturn(list *deferList) {
	for list.calls != nil {
		first := list.calls
		list.calls = first.next
		first.call()
	}
	getg().deferLists = list.link
}

// setjmp and longjmp: see runtime/asm.
func setjmp(list *deferList) int

func longjmp(list *deferList)

// getframe gives the frame pointer of the calling function, getcallerframe that of its caller; the compiler expands them.
func getframe() uintptr

func getcallerframe() uintptr

// deferwrap is called by a closure that the compiler has put around a deferred function.
func deferwrap(caller, frame uintptr) {
	if p := getg().panics; p != nil && p.frame == caller {
		p.frame = frame
	}
}

// gorecover is recover in a function whose caller has the frame.
func gorecover(frame uintptr) any {
	p := getg().panics
	if p == nil || p.recovered || p.exits || p.frame != frame {
		return nil
	}
	p.recovered = true
	return p.value
}
