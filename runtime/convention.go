// The calling convention of compiled code, worked out from type descriptors.
//
// Compiled code passes scalars in registers and, beyond those, in words of the stack; package reflect has the values of a
// call in a frame, as if they were the fields of a struct: receiver, parameters, results. A callPlan says where each
// scalar of a frame goes. The rules are those of server/compiler/codegen/layout.py (what the scalars of a value are) and
// signature.py (where they go); a test calls functions of many types to hold the two together.
//
// Invariant: a plan does not change once it is in the table, and is never dropped.

package runtime

import "unsafe"

const (
	maxLeaves    = 4  // a value of more scalars is passed by its address
	registerWord = 0  // first slot of the registers for integers and addresses
	registerReal = 8  // first slot of those for floating-point numbers
	slotStack    = 16 // first slot on the stack
	noSlot       = ^uint32(0)
	planBuckets  = 1 << 7
	arrayOfFour  = 4
)

// What a leaf is.
const (
	leafWord = iota
	leafBool
	leafReal
	leafAddress // of a big value in the frame
)

// A leaf is a scalar of a value, or the address of a big value.
type leaf struct {
	offset uintptr // in the frame
	size   uintptr // bytes in the frame
	kind   uint8
	slot   uint32  // where it travels; of a result, if results are not gathered
	place  uintptr // of a result among those that are gathered
}

// A resultValue is a result that is small: its leaves are results[first:end] of the plan.
type resultValue struct {
	typ        *_type
	offset     uintptr // in the frame
	first, end int
}

// A bigResult is a result of too many scalars, which the called function fills in.
type bigResult struct {
	typ    *_type
	offset uintptr // in the frame
	slot   uint32  // of its address
	place  uintptr // in the memory that the caller sets aside
}

// A callPlan is how functions of a type are called.
type callPlan struct {
	next         *callPlan // in its bucket
	typ          *functype
	receiver     bool // there is one more parameter in front, a word
	arguments    []leaf
	results      []leaf // of small results
	values       []resultValue
	bigs         []bigResult
	gathered     uint32 // slot of the address for small results that registers do not hold; noSlot: they do
	stackWords   uintptr
	room         uintptr // bytes that a caller sets aside: words of the stack, gathered results, big results
	gatherPlace  uintptr // of the gathered results in there
	frameSize    uintptr
	resultOffset uintptr // in the frame

	words, reals uint32 // next registers, while the plan is made
}

var (
	planTable [planBuckets]*callPlan
	planLock  mutex // held by who adds a plan
)

// planOf gives the plan for a type of functions, or for the methods that have it as the type of their values.
func planOf(typ *functype, receiver bool) *callPlan {
	bucket := &planTable[typ.typ.Hash%planBuckets]
	if plan := findPlan(bucket, typ, receiver); plan != nil {
		return plan
	}
	made := makePlan(typ, receiver)
	lock(&planLock)
	plan := findPlan(bucket, typ, receiver)
	if plan == nil {
		plan = made
		plan.next = *bucket
		sync_atomic_StorePointer((*unsafe.Pointer)(unsafe.Pointer(bucket)), unsafe.Pointer(plan))
	}
	unlock(&planLock)
	return plan
}

func findPlan(bucket **callPlan, typ *functype, receiver bool) *callPlan {
	for plan := (*callPlan)(loadPointer(unsafe.Pointer(bucket))); plan != nil; plan = plan.next {
		if plan.typ == typ && plan.receiver == receiver {
			return plan
		}
	}
	return nil
}

func loadPointer(place unsafe.Pointer) unsafe.Pointer {
	return unsafe.Pointer(atomicLoadUintptr((*uintptr)(place)))
}

// makePlan follows lower_signature of server/compiler/codegen/signature.py.
func makePlan(typ *functype, receiver bool) *callPlan {
	plan := &callPlan{typ: typ, receiver: receiver, gathered: noSlot}
	types := typ.types()
	inputs, outputs := types[:typ.inCount], types[typ.inCount:]
	at := uintptr(0)
	if receiver {
		at = ptrSize
	}
	at = frameEnd(at, inputs)
	plan.resultOffset = roundUp(at, ptrSize)
	plan.frameSize = roundUp(frameEnd(plan.resultOffset, outputs), ptrSize)
	plan.addResults(outputs)
	if receiver {
		plan.arguments = append(plan.arguments, leaf{size: ptrSize, slot: plan.take(leafWord)})
	}
	plan.addArguments(inputs)
	plan.setRoom()
	return plan
}

// frameEnd gives where values that stand in a frame from an offset on end.
func frameEnd(at uintptr, types []*_type) uintptr {
	for _, typ := range types {
		at = roundUp(at, uintptr(typ.Align)) + typ.Size
	}
	return at
}

// take gives the next slot for a scalar.
func (plan *callPlan) take(kind uint8) uint32 {
	if kind == leafReal {
		if plan.reals < argumentReals {
			plan.reals++
			return registerReal + plan.reals - 1
		}
	}
	if (kind != leafReal || realsInWords) && plan.words < argumentWords {
		plan.words++
		return registerWord + plan.words - 1
	}
	plan.stackWords++
	return slotStack + uint32(plan.stackWords) - 1
}

func (plan *callPlan) addResults(outputs []*_type) {
	at := plan.resultOffset
	for _, typ := range outputs {
		at = roundUp(at, uintptr(typ.Align))
		first := len(plan.results)
		leaves, small := appendLeaves(plan.results, typ, at, first)
		if small {
			plan.results = leaves
			plan.values = append(plan.values, resultValue{typ, at, first, len(leaves)})
		} else {
			plan.bigs = append(plan.bigs, bigResult{typ: typ, offset: at})
		}
		at += typ.Size
	}
	plan.placeResults()
	for i := range plan.bigs {
		plan.bigs[i].slot = plan.take(leafWord)
	}
}

// placeResults gives the small results registers, if there are enough; else places in the memory for all of them.
func (plan *callPlan) placeResults() {
	words, reals, end := uint32(0), uint32(0), uintptr(0)
	for i := range plan.results {
		one := &plan.results[i]
		one.place = roundUp(end, one.size)
		end = one.place + one.size
		if one.kind == leafReal {
			one.slot = registerReal + reals
			reals++
		} else {
			one.slot = registerWord + words
			words++
		}
	}
	if words > resultWords || reals > resultReals || words+reals > mostResults {
		plan.gathered = plan.take(leafWord)
		plan.room = roundUp(end, ptrSize)
	}
}

func (plan *callPlan) addArguments(inputs []*_type) {
	at := uintptr(0)
	if plan.receiver {
		at = ptrSize
	}
	for _, typ := range inputs {
		at = roundUp(at, uintptr(typ.Align))
		first := len(plan.arguments)
		leaves, small := appendLeaves(plan.arguments, typ, at, first)
		if !small {
			leaves = append(plan.arguments[:first], leaf{offset: at, size: typ.Size, kind: leafAddress})
		}
		for i := first; i < len(leaves); i++ {
			leaves[i].slot = plan.take(leaves[i].kind)
		}
		plan.arguments = leaves
		at += typ.Size
	}
}

// setRoom lays out the memory that a caller sets aside.
func (plan *callPlan) setRoom() {
	gatheredSize := plan.room
	plan.gatherPlace = plan.stackWords * ptrSize
	plan.room = plan.gatherPlace + gatheredSize
	for i := range plan.bigs {
		plan.bigs[i].place = plan.room
		plan.room += roundUp(plan.bigs[i].typ.Size, ptrSize)
	}
}

// appendLeaves adds the scalars of a value at an offset to those of other values, which are the first ones; false if it
// has too many.
func appendLeaves(leaves []leaf, typ *_type, offset uintptr, first int) ([]leaf, bool) {
	switch typ.Kind {
	case kindStruct:
		fields := (*structtype)(unsafe.Pointer(typ)).fields
		for i := range fields {
			var small bool
			leaves, small = appendLeaves(leaves, fields[i].typ, offset+fields[i].offset, first)
			if !small {
				return leaves, false
			}
		}
		return leaves, true
	case kindArray:
		array := (*arraytype)(unsafe.Pointer(typ))
		if typ.Size == 0 {
			return leaves, true
		}
		if array.len > arrayOfFour {
			return leaves, false
		}
		for i := uintptr(0); i < array.len; i++ {
			var small bool
			leaves, small = appendLeaves(leaves, array.elem, offset+i*array.elem.Size, first)
			if !small {
				return leaves, false
			}
		}
		return leaves, true
	}
	count, size, kind := simpleLeaves(typ)
	for i := uintptr(0); i < count; i++ {
		leaves = append(leaves, leaf{offset: offset + i*size, size: size, kind: kind})
	}
	return leaves, len(leaves)-first <= maxLeaves
}

// simpleLeaves gives the number, size and kind of the scalars of a type without parts.
func simpleLeaves(typ *_type) (count, size uintptr, kind uint8) {
	switch typ.Kind {
	case kindBool:
		return 1, 1, leafBool
	case kindFloat32, kindFloat64:
		return 1, typ.Size, leafReal
	case kindComplex64, kindComplex128:
		return 2, typ.Size / 2, leafReal
	}
	if typ.Size <= ptrSize {
		return 1, typ.Size, leafWord
	}
	return typ.Size / ptrSize, ptrSize, leafWord // string, interface, slice
}
