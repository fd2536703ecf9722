// Finalizers and cleanups: functions that are called when an object is not reachable any more.
//
// One goroutine runs them, one after another, in the order in which sweeping found them.

package runtime

import (
	"internal/runtime/atomic"
	"internal/runtime/sys"
	"unsafe"
)

// A functype describes a function type. The types of its parameters follow, behind the part about methods.
type functype struct {
	typ      _type
	inCount  uint16
	outCount uint16
}

const variadicFunc = 1 << 15 // in outCount

// types gives the types of the parameters, then those of the results.
func (t *functype) types() []*_type {
	p := unsafe.Add(unsafe.Pointer(t), unsafe.Sizeof(*t))
	if t.typ.TFlag&tflagUncommon != 0 {
		p = unsafe.Add(p, unsafe.Sizeof(uncommontype{}))
	}
	return unsafe.Slice((**_type)(p), int(t.inCount)+int(t.outCount&^variadicFunc))
}

// SetFinalizer sets a function to be called with obj when that is not reachable any more; nil takes it back.
func SetFinalizer(obj any, finalizer any) {
	e := efaceOf(&obj)
	escape(e.data)
	if e.typ == nil {
		throw("runtime.SetFinalizer: first argument is nil")
	}
	if e.typ.Kind != kindPointer {
		throw("runtime.SetFinalizer: first argument is " + e.typ.string() + ", not pointer")
	}
	if e.data == nil {
		throw("nil elem type!")
	}
	s := checkFinalizable(e)
	if s == nil {
		return
	}
	offset := uintptr(e.data) - s.start
	f := efaceOf(&finalizer)
	if f.typ == nil {
		removeSpecial(s, offset, specialFinalizer, 0)
		return
	}
	checkFinalizer(e, f)
	startFinalizers()
	one := newSpecial(uintptr(e.data), specialFinalizer)
	one.finalizer, one.function, one.objType = f.data, (*functype)(unsafe.Pointer(f.typ)), e.typ
	lock(&s.lock)
	taken := s.find(offset, specialFinalizer) != nil
	if !taken {
		one.enter()
	}
	unlock(&s.lock)
	if taken {
		throw("runtime.SetFinalizer: finalizer already set")
	}
	KeepAlive(obj)
}

// checkFinalizable gives the span of an object; nil if it lives for ever.
func checkFinalizable(e *eface) *mspan {
	p := uintptr(e.data)
	s := spanOf(p)
	if s == nil {
		if livesForever(p) {
			return nil
		}
		throw("runtime.SetFinalizer: pointer not in heap")
	}
	base := s.base(p)
	if s.hasHeader() {
		base += mallocHeaderSize
	}
	elem := (*ptrtype)(unsafe.Pointer(e.typ)).elem
	if p != base && (elem.PtrBytes != 0 || elem.Size >= tinySize) {
		throw("runtime.SetFinalizer: pointer not at beginning of allocated block")
	}
	return s
}

// A ptrtype describes a pointer type.
type ptrtype struct {
	typ  _type
	elem *_type
}

// hasHeader says whether the objects of a span have a header in front of them.
func (s *mspan) hasHeader() bool {
	return !s.class.noscan() && s.heapBits == 0 && s.class.sizeClass() != 0
}

// livesForever says whether an address is one of a variable, or of what has no size.
func livesForever(p uintptr) bool {
	return p == uintptr(unsafe.Pointer(&zerobase)) || p-imageStart() < imageEnd()-imageStart()
}

// checkFinalizer ends the program if a finalizer cannot take the object.
func checkFinalizer(e, f *eface) {
	if f.typ.Kind != kindFunc {
		throw("runtime.SetFinalizer: second argument is " + f.typ.string() + ", not a function")
	}
	function := (*functype)(unsafe.Pointer(f.typ))
	what := "runtime.SetFinalizer: cannot pass " + e.typ.string() + " to finalizer " + f.typ.string()
	if function.outCount&variadicFunc != 0 {
		throw(what + " because dotdotdot")
	}
	if function.inCount != 1 {
		throw(what)
	}
	parameter := function.types()[0]
	switch {
	case parameter == e.typ:
	case parameter.Kind == kindPointer:
		same := (*ptrtype)(unsafe.Pointer(parameter)).elem == (*ptrtype)(unsafe.Pointer(e.typ)).elem
		if !same || parameter.uncommon() != nil && e.typ.uncommon() != nil {
			throw(what)
		}
	case parameter.Kind == kindInterface:
		wanted := (*interfacetype)(unsafe.Pointer(parameter))
		if len(wanted.methods) != 0 && assertE2I2(parameter, e.typ) == nil {
			throw(what)
		}
	default:
		throw(what)
	}
}

// removeSpecial drops the specials of a kind at an offset; of cleanups the one with a number.
func removeSpecial(s *mspan, offset uintptr, kind uint8, id uint64) {
	lock(&s.lock)
	for place := &s.specials; *place != nil; {
		one := *place
		if one.offset == offset && one.kind == kind && one.id == id {
			one.leave(place)
			recycleSpecial(one)
			continue
		}
		place = &one.next
	}
	unlock(&s.lock)
}

// A Cleanup is a call that AddCleanup has announced.
type Cleanup struct {
	id  uint64
	ptr uintptr
}

// AddCleanup announces a call for the time when an object is not reachable any more.
func AddCleanup[T, S any](ptr *T, cleanup func(S), arg S) Cleanup {
	p := escape(unsafe.Pointer(ptr))
	a := any(arg)
	checkCleanup(uintptr(p), efaceOf(&a), *(*uintptr)(unsafe.Pointer(&cleanup)))
	result := addCleanup(uintptr(p), func() { cleanup(arg) })
	KeepAlive(ptr)
	return result
}

// checkCleanup panics if the argument of a cleanup, or its function, would keep the object.
func checkCleanup(p uintptr, arg *eface, f uintptr) {
	if p == 0 {
		panic("runtime.AddCleanup: ptr is nil")
	}
	pointer := arg.typ != nil && (arg.typ.Kind == kindPointer || arg.typ.Kind == kindUnsafePointer)
	if pointer && uintptr(arg.data) == p {
		panic("runtime.AddCleanup: ptr is equal to arg, cleanup will never run")
	}
	s := spanOf(p)
	if s == nil {
		return
	}
	base := s.base(p)
	tiny := s.class.noscan() && s.elemsize == tinySize // may hold several objects
	if pointer && uintptr(arg.data)-base < s.elemsize && !tiny {
		panic("runtime.AddCleanup: ptr is within arg, cleanup will never run")
	}
	if closesOver(f, base, s.elemsize) {
		panic("runtime.AddCleanup: cleanup function closes over ptr, cleanup will never run")
	}
}

// closesOver says whether a closure points into an object.
func closesOver(f, base, size uintptr) bool {
	s := spanOf(f)
	if s == nil || s.heapBits == 0 {
		return false
	}
	closure := s.base(f)
	for bits := s.pointersOf(closure); bits != 0; bits &= bits - 1 {
		place := closure + uintptr(sys.TrailingZeros64(bits))*ptrSize
		if *(*uintptr)(unsafe.Pointer(place))-base < size {
			return true
		}
	}
	return false
}

func addCleanup(p uintptr, call func()) Cleanup {
	one := newSpecial(p, specialCleanup)
	if one == nil {
		if livesForever(p) {
			return Cleanup{}
		}
		panic("runtime.AddCleanup: ptr not in allocated block")
	}
	startFinalizers()
	one.call, one.id = call, atomic.Xadd64(&cleanups, 1)
	lock(&one.span.lock)
	one.enter()
	unlock(&one.span.lock)
	return Cleanup{one.id, p}
}

// Stop calls off the announced call, unless the object is already gone.
func (c Cleanup) Stop() {
	if c.id == 0 {
		return
	}
	if s := spanOf(c.ptr); s != nil {
		removeSpecial(s, c.ptr-s.start, specialCleanup, c.id)
	}
}

// runDead runs all finalizers and cleanups that wait.
func runDead() {
	for one := nextDead(); one != nil; one = nextDead() {
		run := *one
		recycleSpecial(one)
		if run.kind == specialCleanup {
			run.call()
		} else {
			run.finalize()
		}
		countDeath(run.kind, &deaths.finalizersRun, &deaths.cleanupsRun)
	}
}

// finalize calls a finalizer. Its results are dropped.
func (one *special) finalize() {
	parameter := one.function.types()[0]
	arguments := [2]unsafe.Pointer{one.object}
	if parameter.Kind == kindInterface {
		arguments = [2]unsafe.Pointer{unsafe.Pointer(one.objType), one.object}
		if len((*interfacetype)(unsafe.Pointer(parameter)).methods) != 0 {
			arguments[0] = unsafe.Pointer(assertE2I2(parameter, one.objType))
		}
	}
	plan := planOf(one.function, false)
	if plan.frameSize <= smallRoom {
		var frame room
		plan.finalize(one.finalizer, arguments, unsafe.Pointer(&frame))
		return
	}
	checkRoom(plan.frameSize)
	callWithRoom(plan.frameSize, func(frame unsafe.Pointer) {
		memclrNoHeapPointers(frame, plan.frameSize)
		plan.finalize(one.finalizer, arguments, frame)
	})
}

// finalize calls a finalizer with memory for its frame.
func (plan *callPlan) finalize(f unsafe.Pointer, arguments [2]unsafe.Pointer, frame unsafe.Pointer) {
	memmove(frame, unsafe.Pointer(&arguments), plan.typ.types()[0].Size)
	plan.call(f, frame, 0)
}

// blockUntilCleanedUp waits until all cleanups and finalizers that are queued have run; false if the time, in
// nanoseconds, is up before.
func blockUntilCleanedUp(timeout int64) bool {
	const pause = 20_000 // nanoseconds
	begin := nanotime()
	for atomic.Load64(&deaths.cleanupsRun) != atomic.Load64(&deaths.cleanupsQueued) ||
		atomic.Load64(&deaths.finalizersRun) != atomic.Load64(&deaths.finalizersQueued) {
		if nanotime()-begin > timeout {
			return false
		}
		timeSleep(pause)
	}
	return true
}

// Tests of the standard library wait so.

func blockUntilEmptyFinalizerQueue(timeout int64) bool { return blockUntilCleanedUp(timeout) }

//go:linkname sync_test_runtime_blockUntilEmptyCleanupQueue sync_test.runtime_blockUntilEmptyCleanupQueue
func sync_test_runtime_blockUntilEmptyCleanupQueue(timeout int64) bool {
	return blockUntilCleanedUp(timeout)
}

//go:linkname unique_runtime_blockUntilEmptyCleanupQueue unique.runtime_blockUntilEmptyCleanupQueue
func unique_runtime_blockUntilEmptyCleanupQueue(timeout int64) bool {
	return blockUntilCleanedUp(timeout)
}
