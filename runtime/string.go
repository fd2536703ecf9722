// Strings: concatenation, comparison and conversions.
//
// Invariant: the bytes of a string are never written after the string was handed out.

package runtime

import "unsafe"

// rawmem allocates n bytes without pointers.
func rawmem(n int) unsafe.Pointer {
	return mallocgc(uintptr(n), nil, false)
}

// stringBuffer counts the elements of the array that compiled code has in the frame for a conversion of a string.
const stringBuffer = 32

// rawstring gives memory for a string of n bytes: buf, an array in the frame of the caller, if it is there and suffices.
func rawstring(buf unsafe.Pointer, n int) unsafe.Pointer {
	if buf != nil && n <= stringBuffer {
		return buf
	}
	return rawmem(n)
}

// inFrame tells whether a string lies in a frame of this goroutine.
func inFrame(s string) bool {
	at := uintptr(unsafe.Pointer(unsafe.StringData(s)))
	return at-getg().stack.lo < getg().stack.hi-getg().stack.lo
}

// concatstrings joins strings. If at most one is not empty, that one is the result and nothing is copied, unless it lies
// in a frame and the result (buf is nil) may leave that.
func concatstrings(buf unsafe.Pointer, a []string) string {
	total, filled, last := 0, 0, 0
	for i := 0; i < len(a); i++ {
		n := len(a[i])
		if n == 0 {
			continue
		}
		if total+n < total {
			throw("string concatenation too long")
		}
		total += n
		filled++
		last = i
	}
	if filled == 0 {
		return ""
	}
	if filled == 1 && (buf != nil || !inFrame(a[last])) {
		return a[last]
	}
	p := rawstring(buf, total)
	at := 0
	for i := 0; i < len(a); i++ {
		memmove(unsafe.Add(p, at), unsafe.Pointer(unsafe.StringData(a[i])), uintptr(len(a[i])))
		at += len(a[i])
	}
	return unsafe.String((*byte)(p), total)
}

// cmpstring orders two strings byte by byte: negative, zero or positive.
//
//go:noescape
func cmpstring(a, b string) int

//go:linkname bytealg_Compare internal/bytealg.Compare
func bytealg_Compare(a, b []byte) int {
	return cmpstring(unsafe.String(unsafe.SliceData(a), len(a)), unsafe.String(unsafe.SliceData(b), len(b)))
}

// intstring is string(v): the UTF-8 of a character.
func intstring(buf unsafe.Pointer, v int64) string {
	r := rune(v)
	if int64(r) != v {
		r = runeError
	}
	p := rawstring(buf, maxUTF8)
	return unsafe.String((*byte)(p), encoderune(p, r))
}

// slicebytetostring is string(b).
func slicebytetostring(buf unsafe.Pointer, b []byte) string {
	if len(b) == 0 {
		return ""
	}
	if len(b) == 1 {
		return unsafe.String((*byte)(unsafe.Pointer(&staticuint64s[b[0]])), 1) // little-endian
	}
	p := rawstring(buf, len(b))
	memmove(p, unsafe.Pointer(unsafe.SliceData(b)), uintptr(len(b)))
	return unsafe.String((*byte)(p), len(b))
}

// stringtoslicebyte is []byte(s). It is never nil, and its capacity is all of what was allocated. buf is an array of
// zeros for a result that fits, or nil.
func stringtoslicebyte(buf unsafe.Pointer, s string) []byte {
	p, capacity := buf, stringBuffer
	if buf == nil || len(s) > stringBuffer {
		capacity = int(roundupsize(uintptr(len(s)), true))
		p = rawmem(capacity)
		memclrNoHeapPointers(unsafe.Add(p, len(s)), uintptr(capacity-len(s)))
	}
	memmove(p, unsafe.Pointer(unsafe.StringData(s)), uintptr(len(s)))
	return makeBytes(p, len(s), capacity)
}

// stringtoslicerune is []rune(s), with the same buf.
func stringtoslicerune(buf unsafe.Pointer, s string) []rune {
	n := 0
	for at := 0; at < len(s); n++ {
		_, at = decoderune(s, at)
	}
	const size = 4
	p, capacity := buf, stringBuffer
	if buf == nil || n > stringBuffer {
		capacity = int(roundupsize(uintptr(n)*size, true) / size)
		p = rawmem(capacity * size)
		memclrNoHeapPointers(unsafe.Add(p, n*size), uintptr((capacity-n)*size))
	}
	i := 0
	for at := 0; at < len(s); i++ {
		var r rune
		r, at = decoderune(s, at)
		*(*rune)(unsafe.Add(p, i*size)) = r
	}
	whole := slice{p, n, capacity}
	return *(*[]rune)(unsafe.Pointer(&whole))
}

// slicerunetostring is string(r).
func slicerunetostring(buf unsafe.Pointer, r []rune) string {
	n := 0
	for i := 0; i < len(r); i++ {
		n += runelen(r[i])
	}
	if n == 0 {
		return ""
	}
	// The last character is encoded into its own bytes only, but encoderune wants to see room for the longest.
	p := rawstring(buf, n+maxUTF8)
	at := 0
	for i := 0; i < len(r); i++ {
		at += encoderune(unsafe.Add(p, at), r[i])
	}
	return unsafe.String((*byte)(p), n)
}
