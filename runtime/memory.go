// Moving, clearing and comparing memory.
//
// Words are moved as words, so that a pointer is never seen half written. LLVM calls memcpy, memmove and memset by
// their C names for operations that it makes up itself; those are here too. This package is compiled with
// "no-builtins", else the loops below would become calls of themselves.

package runtime

import "unsafe"

// memmove copies n bytes; the two ranges may overlap.
func memmove(to, from unsafe.Pointer, n uintptr) {
	if uintptr(to)-uintptr(from) >= n {
		moveForward(to, from, n)
	} else {
		moveBackward(to, from, n)
	}
}

// moveForward copies from the first byte on: right unless to lies inside [from, from+n).
func moveForward(to, from unsafe.Pointer, n uintptr) {
	at := uintptr(0)
	for ; at+ptrSize <= n; at += ptrSize {
		*(*uintptr)(unsafe.Add(to, at)) = *(*uintptr)(unsafe.Add(from, at))
	}
	for ; at < n; at++ {
		*(*byte)(unsafe.Add(to, at)) = *(*byte)(unsafe.Add(from, at))
	}
}

// moveBackward copies from the last byte on: right unless from lies inside [to, to+n). The odd bytes at the end go
// first, so that words lie on the same boundaries as in moveForward.
func moveBackward(to, from unsafe.Pointer, n uintptr) {
	at := n
	for ; at%ptrSize != 0; at-- {
		*(*byte)(unsafe.Add(to, at-1)) = *(*byte)(unsafe.Add(from, at-1))
	}
	for ; at > 0; at -= ptrSize {
		*(*uintptr)(unsafe.Add(to, at-ptrSize)) = *(*uintptr)(unsafe.Add(from, at-ptrSize))
	}
}

// memclrNoHeapPointers sets n bytes to zero.
func memclrNoHeapPointers(p unsafe.Pointer, n uintptr) {
	at := uintptr(0)
	for ; at+ptrSize <= n; at += ptrSize {
		*(*uintptr)(unsafe.Add(p, at)) = 0
	}
	for ; at < n; at++ {
		*(*byte)(unsafe.Add(p, at)) = 0
	}
}

// memequal says whether two ranges of n bytes are equal.
func memequal(p, q unsafe.Pointer, n uintptr) bool {
	if p == q {
		return true
	}
	at := uintptr(0)
	for ; at+ptrSize <= n; at += ptrSize {
		if *(*uintptr)(unsafe.Add(p, at)) != *(*uintptr)(unsafe.Add(q, at)) {
			return false
		}
	}
	for ; at < n; at++ {
		if *(*byte)(unsafe.Add(p, at)) != *(*byte)(unsafe.Add(q, at)) {
			return false
		}
	}
	return true
}

//go:linkname cMemmove memmove
func cMemmove(to, from unsafe.Pointer, n uintptr) unsafe.Pointer {
	memmove(to, from, n)
	return to
}

//go:linkname cMemcpy memcpy
func cMemcpy(to, from unsafe.Pointer, n uintptr) unsafe.Pointer {
	moveForward(to, from, n)
	return to
}

//go:linkname cMemset memset
func cMemset(p unsafe.Pointer, value int32, n uintptr) unsafe.Pointer {
	word := uintptr(uint8(value)) * (^uintptr(0) / 255)
	at := uintptr(0)
	for ; at+ptrSize <= n; at += ptrSize {
		*(*uintptr)(unsafe.Add(p, at)) = word
	}
	for ; at < n; at++ {
		*(*byte)(unsafe.Add(p, at)) = uint8(value)
	}
	return p
}

// cMemcmp orders two ranges by their first different byte.
//
//go:linkname cMemcmp memcmp
func cMemcmp(p, q unsafe.Pointer, n uintptr) int32 {
	for at := uintptr(0); at < n; at++ {
		a, b := *(*byte)(unsafe.Add(p, at)), *(*byte)(unsafe.Add(q, at))
		if a != b {
			return int32(a) - int32(b)
		}
	}
	return 0
}

//go:linkname cBcmp bcmp
func cBcmp(p, q unsafe.Pointer, n uintptr) int32 {
	if memequal(p, q, n) {
		return 0
	}
	return 1
}
