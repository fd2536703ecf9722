// Slices: making and growing them.
//
// The compiler passes slices of any type as slices of bytes; lengths and capacities count elements.

package runtime

import "unsafe"

type slice struct {
	array unsafe.Pointer
	len   int
	cap   int
}

// doublingLimit is the capacity below which append doubles; above it growth falls smoothly to a quarter.
const doublingLimit = 256

// mulOverflows multiplies sizes.
func mulOverflows(a, b uintptr) (uintptr, bool) {
	if a == 0 || b <= ^uintptr(0)/a {
		return a * b, false
	}
	return 0, true
}

// makeslice allocates the array of a slice.
func makeslice(et *_type, len int, cap int) unsafe.Pointer {
	size, overflow := mulOverflows(et.Size, uintptr(cap))
	if overflow || size > maxAlloc || len < 0 || len > cap {
		// The length is to blame even if the capacity follows from it: make([]T, huge).
		size, overflow = mulOverflows(et.Size, uintptr(len))
		if overflow || size > maxAlloc || len < 0 {
			gopanic(errorString("makeslice: len out of range"))
		}
		gopanic(errorString("makeslice: cap out of range"))
	}
	return mallocgc(size, et, true)
}

// panicmakeslice is called for a slice on the stack whose length is not in the range of its capacity.
func panicmakeslice(len int) {
	if len < 0 {
		gopanic(errorString("makeslice: len out of range"))
	}
	gopanic(errorString("makeslice: cap out of range"))
}

// nextslicecap gives the capacity that append aims at, before rounding up to what an allocation holds.
func nextslicecap(newLen, oldCap int) int {
	if newLen > oldCap+oldCap {
		return newLen
	}
	if oldCap < doublingLimit {
		return oldCap + oldCap
	}
	newcap := oldCap
	for {
		newcap += (newcap + 3*doublingLimit) >> 2
		if uint(newcap) >= uint(newLen) {
			break
		}
	}
	if newcap <= 0 {
		return newLen
	}
	return newcap
}

// growslice moves the elements of a slice to a larger array, for append. newLen counts the num elements to be added,
// which are not cleared unless they hold pointers; the caller stores them.
func growslice(oldPtr unsafe.Pointer, newLen int, oldCap int, num int, et *_type) []byte {
	if newLen < 0 {
		gopanic(errorString("growslice: len out of range"))
	}
	if et.Size == 0 {
		return makeBytes(unsafe.Pointer(&zerobase), newLen, newLen)
	}
	noscan := et.PtrBytes == 0
	wanted, overflow := mulOverflows(et.Size, uintptr(nextslicecap(newLen, oldCap)))
	if overflow || wanted > maxAlloc {
		gopanic(errorString("growslice: len out of range"))
	}
	newcap := roundupsize(wanted, noscan) / et.Size
	size := newcap * et.Size
	if size > maxAlloc {
		gopanic(errorString("growslice: len out of range"))
	}
	p := mallocgc(size, et, true)
	memmove(p, oldPtr, uintptr(newLen-num)*et.Size)
	return makeBytes(p, newLen, int(newcap))
}

// makeBytes puts a slice together.
func makeBytes(p unsafe.Pointer, len, cap int) []byte {
	s := slice{p, len, cap}
	return *(*[]byte)(unsafe.Pointer(&s))
}

// unsafeslice checks the operands of unsafe.Slice for elements of a size.
func unsafeslice(size uintptr, p unsafe.Pointer, n int) { checkUnsafe("unsafe.Slice", size, p, n) }

// unsafestring checks those of unsafe.String.
func unsafestring(size uintptr, p unsafe.Pointer, n int) { checkUnsafe("unsafe.String", size, p, n) }

func checkUnsafe(what string, size uintptr, p unsafe.Pointer, n int) {
	bytes, overflow := mulOverflows(size, uintptr(n))
	switch {
	case n < 0:
		panic(errorString(what + ": len out of range"))
	case p == nil && (overflow || bytes > 0):
		panic(errorString(what + ": ptr is nil and len is not zero"))
	case overflow || p != nil && bytes > -uintptr(p):
		panic(errorString(what + ": len out of range"))
	}
}
