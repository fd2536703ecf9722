// Calls through reflection: reflect.Value.Call, and functions that reflect.MakeFunc and method values make.
//
// Package reflect is compiled with all values of a call in a frame in memory (internal/abi's generic form). Here the
// scalars of a frame go to where compiled code has them, and back, as the plan of the function's type says
// (convention.go). So no function needs an adaptor, and types that are made at run time are called like all others.
//
// reflect calls with the type of the frame alone. The type of the function is the key under which reflect has made the
// frame's type; it is looked up once, and the plan is then kept in a field of the frame's type that has no use.
//
// What a function fills while it runs lies on the stack, where the collector finds it without being told of stores.

package runtime

import "unsafe"

// smallRoom is what a call sets aside in its own frame, in bytes.
const smallRoom = 256

type room [smallRoom / ptrSize]uintptr

// A machineCall is what callRegisters puts into registers, and what it finds there afterwards. Its fields have their
// places in assembly stubs.
type machineCall struct {
	code      uintptr
	context   unsafe.Pointer
	stack     unsafe.Pointer // words that are passed on the stack
	words     uintptr        // how many
	frame     *uintptr       // set to the frame from which the call is made
	registers machineRegisters
}

// machineRegisters are those for integers and addresses, then those for floating-point numbers.
type machineRegisters [slotStack]uintptr

// callRegisters and callWithRoom are assembly stubs: one calls a function, the other sets memory aside on the stack.

//go:noescape
func callRegisters(call *machineCall)

//go:noescape
func callWithRoom(size uintptr, f func(room unsafe.Pointer))

// reflect's cache of frame types: a map from {function type, receiver's type} to {frame type, ...}.
//
//go:linkname reflect_layoutCache reflect.layoutCache
var reflect_layoutCache struct {
	inited   uint32
	lock     [2]uint32
	root     unsafe.Pointer
	keyHash  func()
	valEqual func()
	seed     uintptr
}

//go:linkname sync_Map_Range sync.(*Map).Range
func sync_Map_Range(m unsafe.Pointer, f func(key, value any) bool)

// reflectcall calls a function with a frame, into which it puts the results. fn is a function value, or points to the
// address of a method's code.
func reflectcall(frameType *_type, fn, frame unsafe.Pointer, size, resultOffset, frameSize uint32, registers unsafe.Pointer) {
	planOfFrame(frameType).call(fn, frame, getcallerframe())
}

// planOfFrame gives the plan for the functions that a frame is for.
func planOfFrame(frameType *_type) *callPlan {
	place := unsafe.Pointer(&frameType.Equal)
	if plan := loadPointer(place); plan != nil {
		return (*callPlan)(plan)
	}
	var plan *callPlan
	sync_Map_Range(unsafe.Pointer(&reflect_layoutCache), func(key, value any) bool {
		if *(**_type)(efaceOf(&value).data) != frameType {
			return true
		}
		types := (*struct {
			function *functype
			receiver *_type
		})(efaceOf(&key).data)
		plan = planOf(types.function, types.receiver != nil)
		return false
	})
	sync_atomic_StorePointer((*unsafe.Pointer)(place), unsafe.Pointer(plan))
	return plan
}

// call calls a function that has the plan's type. If the function whose frame is caller was deferred, the one that is
// called takes its place: it may recover.
func (plan *callPlan) call(fn, frame unsafe.Pointer, caller uintptr) {
	if plan.room <= smallRoom {
		var memory room
		plan.callIn(unsafe.Pointer(&memory), fn, frame, caller)
		return
	}
	checkRoom(plan.room)
	callWithRoom(plan.room, func(memory unsafe.Pointer) { plan.callIn(memory, fn, frame, caller) })
}

// checkRoom ends the program if the stack has no room for a number of bytes.
func checkRoom(size uintptr) {
	if getframe()-getg().stack.lo < size+2*stackSlack {
		morestack()
	}
}

// callIn does so with memory that is set aside.
func (plan *callPlan) callIn(memory, fn, frame unsafe.Pointer, caller uintptr) {
	var ignored uintptr
	call := machineCall{code: *(*uintptr)(fn), context: fn, stack: memory, words: plan.stackWords, frame: &ignored}
	for i := range plan.arguments {
		one := &plan.arguments[i]
		call.put(one.slot, one.load(frame))
	}
	if plan.gathered != noSlot {
		call.put(plan.gathered, uintptr(unsafe.Add(memory, plan.gatherPlace)))
	}
	for i := range plan.bigs {
		call.put(plan.bigs[i].slot, uintptr(unsafe.Add(memory, plan.bigs[i].place)))
	}
	if p := getg().panics; p != nil && p.frame == caller {
		call.frame = &p.frame
	}
	callRegisters(&call)
	for i := range plan.values {
		value := &plan.values[i]
		var image [maxLeaves + 1]uintptr // at most four scalars, and what follows the last one
		for _, one := range plan.results[value.first:value.end] {
			from := unsafe.Add(memory, plan.gatherPlace+one.place)
			if plan.gathered == noSlot {
				from = unsafe.Pointer(&call.registers[one.slot])
			}
			one.store(unsafe.Add(unsafe.Pointer(&image), one.offset-value.offset), from)
		}
		typedmemmove(value.typ, unsafe.Add(frame, value.offset), unsafe.Pointer(&image))
	}
	for i := range plan.bigs {
		big := &plan.bigs[i]
		typedmemmove(big.typ, unsafe.Add(frame, big.offset), unsafe.Add(memory, big.place))
	}
}

// put puts a word into a register or onto the stack.
func (call *machineCall) put(slot uint32, word uintptr) {
	*call.registers.place(slot, call.stack) = word
}

// place gives where a slot is kept.
func (registers *machineRegisters) place(slot uint32, stack unsafe.Pointer) *uintptr {
	if slot < slotStack {
		return &registers[slot]
	}
	return (*uintptr)(unsafe.Add(stack, uintptr(slot-slotStack)*ptrSize))
}

// load reads a scalar of a frame, with zeros above it, or with what is to stand above a float32.
func (one *leaf) load(frame unsafe.Pointer) uintptr {
	p := unsafe.Add(frame, one.offset)
	if one.kind == leafAddress {
		return uintptr(p)
	}
	switch one.size {
	case 1:
		return uintptr(*(*uint8)(p))
	case 2:
		return uintptr(*(*uint16)(p))
	case 4:
		if one.kind == leafReal {
			return uintptr(*(*uint32)(p)) | singleFill
		}
		return uintptr(*(*uint32)(p))
	}
	return *(*uintptr)(p)
}

// store writes a scalar from where it travelled; above it there may be anything.
func (one *leaf) store(to, from unsafe.Pointer) {
	switch {
	case one.kind == leafBool:
		*(*uint8)(to) = *(*uint8)(from) & 1
	case one.size == 1:
		*(*uint8)(to) = *(*uint8)(from)
	case one.size == 2:
		*(*uint16)(to) = *(*uint16)(from)
	case one.size == 4:
		*(*uint32)(to) = *(*uint32)(from)
	default:
		*(*uintptr)(to) = *(*uintptr)(from)
	}
}

// The code of function values that reflect makes: server/compiler/codegen/reflectstubs.py. They call callMade.

//go:linkname reflect_makeFuncStub reflect.makeFuncStub
func reflect_makeFuncStub()

//go:linkname reflect_methodValueCall reflect.methodValueCall
func reflect_methodValueCall()

// reflect's part of such a call. It gets a frame, which lies on the stack and is not referred to afterwards.

//go:linkname reflect_callReflect reflect.callReflect
//go:noescape
func reflect_callReflect(context, frame unsafe.Pointer, valid *bool, registers unsafe.Pointer)

//go:linkname reflect_callMethod reflect.callMethod
//go:noescape
func reflect_callMethod(context, frame unsafe.Pointer, valid *bool, registers unsafe.Pointer)

// A madeHead is what function values that reflect has made begin with.
type madeHead struct {
	code     uintptr
	stack    unsafe.Pointer
	argLen   uintptr
	pointers [0]uint8
}

// A madeFunc comes from MakeFunc.
type madeFunc struct {
	madeHead
	typ *functype
}

// A methodValue is a method of a value as a function.
type methodValue struct {
	madeHead
	method int
	typ    *_type // of the receiver
}

// An answer is a call of such a function value, as its code finds it.
type answer struct {
	context   unsafe.Pointer // the function value
	registers *machineRegisters
	stack     unsafe.Pointer // the words on the stack
	caller    uintptr        // frame of the caller
	method    bool           // whether it is the method of a value
}

// callMakeFunc is called by reflect.makeFuncStub, with the registers and the words on the stack of its caller.
func callMakeFunc(context unsafe.Pointer, registers *machineRegisters, stack unsafe.Pointer) {
	call := answer{context, registers, stack, outerFrame(getcallerframe()), false}
	call.run(planOf((*madeFunc)(context).typ, false))
}

// callMethodValue is called by reflect.methodValueCall.
func callMethodValue(context unsafe.Pointer, registers *machineRegisters, stack unsafe.Pointer) {
	call := answer{context, registers, stack, outerFrame(getcallerframe()), true}
	call.run(planOf((*methodValue)(context).functype(), false))
}

// outerFrame gives the frame of the function that called the one with a frame.
func outerFrame(frame uintptr) uintptr { return headOf(frame).caller }

// functype gives the type of a method value.
func (v *methodValue) functype() *functype {
	typ := uint32(0)
	if v.typ.Kind == kindInterface {
		typ = (*interfacetype)(unsafe.Pointer(v.typ)).methods[v.method].typ
	} else {
		typ = v.typ.uncommon().method(v.method).typ
	}
	return (*functype)(resolveOff(int32(typ)))
}

// run makes the frame, has reflect fill in the results, and gives them to the caller.
func (call *answer) run(plan *callPlan) {
	if plan.frameSize <= smallRoom {
		var memory room
		call.runIn(plan, unsafe.Pointer(&memory))
		return
	}
	checkRoom(plan.frameSize)
	callWithRoom(plan.frameSize, func(memory unsafe.Pointer) {
		memclrNoHeapPointers(memory, plan.frameSize)
		call.runIn(plan, memory)
	})
}

// runIn does so with memory for the frame.
func (call *answer) runIn(plan *callPlan, frame unsafe.Pointer) {
	for i := range plan.arguments {
		one := &plan.arguments[i]
		from := unsafe.Pointer(call.place(one.slot))
		if one.kind == leafAddress {
			memmove(unsafe.Add(frame, one.offset), *(*unsafe.Pointer)(from), one.size)
		} else {
			one.store(unsafe.Add(frame, one.offset), from)
		}
	}
	call.invoke(frame)
	for i := range plan.bigs {
		big := &plan.bigs[i]
		memmove(*(*unsafe.Pointer)(unsafe.Pointer(call.place(big.slot))), unsafe.Add(frame, big.offset), big.typ.Size)
	}
	if plan.gathered == noSlot {
		for i := range plan.results {
			one := &plan.results[i]
			call.registers[one.slot] = one.load(frame)
		}
		return
	}
	to := *(*unsafe.Pointer)(unsafe.Pointer(call.place(plan.gathered)))
	for i := range plan.results {
		one := &plan.results[i]
		one.store(unsafe.Add(to, one.place), unsafe.Add(frame, one.offset))
	}
}

// place gives where a slot is.
func (call *answer) place(slot uint32) *uintptr { return call.registers.place(slot, call.stack) }

// invoke calls reflect's part. If the function value was deferred, what it calls in the end may recover.
func (call *answer) invoke(frame unsafe.Pointer) {
	var valid bool
	var none uintptr
	deferwrap(call.caller, getframe())
	if call.method {
		reflect_callMethod(call.context, frame, &valid, unsafe.Pointer(&none))
	} else {
		reflect_callReflect(call.context, frame, &valid, unsafe.Pointer(&none))
	}
}
