// Run-time errors: the values that the runtime panics with, and their texts.

package runtime

// An errorString is a run-time error that needs no more than a text.
type errorString string

// A boundsError is an index or slice expression out of range. x may be a signed or an unsigned number; y is a length,
// capacity or the index beside it.
type boundsError struct {
	x      int64
	y      int
	signed bool
	code   uint8
}

// Codes of boundsError, in the order of internal/abi.BoundsErrorCode.
const (
	boundsIndex = iota
	boundsSliceAlen
	boundsSliceAcap
	boundsSliceB
	boundsSlice3Alen
	boundsSlice3Acap
	boundsSlice3B
	boundsSlice3C
	boundsConvert
)

// Texts by code; X and Y stand for the numbers.
var boundsTexts = [...]string{
	boundsIndex:      "index out of range [X] with length Y",
	boundsSliceAlen:  "slice bounds out of range [:X] with length Y",
	boundsSliceAcap:  "slice bounds out of range [:X] with capacity Y",
	boundsSliceB:     "slice bounds out of range [X:Y]",
	boundsSlice3Alen: "slice bounds out of range [::X] with length Y",
	boundsSlice3Acap: "slice bounds out of range [::X] with capacity Y",
	boundsSlice3B:    "slice bounds out of range [:X:Y]",
	boundsSlice3C:    "slice bounds out of range [X:Y:]",
	boundsConvert:    "cannot convert slice with length Y to array or pointer to array with length X",
}

// Texts for a negative x, which needs no comparison to be wrong. A conversion has no such case.
var negativeTexts = [...]string{
	boundsIndex:      "index out of range [X]",
	boundsSliceAlen:  "slice bounds out of range [:X]",
	boundsSliceAcap:  "slice bounds out of range [:X]",
	boundsSliceB:     "slice bounds out of range [X:]",
	boundsSlice3Alen: "slice bounds out of range [::X]",
	boundsSlice3Acap: "slice bounds out of range [::X]",
	boundsSlice3B:    "slice bounds out of range [:X:]",
	boundsSlice3C:    "slice bounds out of range [X::]",
}

// A panicNil is what panic(nil) panics with.
type panicNil struct{}

const (
	runtimeErrorPrefix = "runtime error: "
	panicNilText       = "panic called with nil argument"
)

// print writes the error's text.
func (e *boundsError) print() {
	text := boundsTexts[e.code]
	if e.signed && e.x < 0 {
		text = negativeTexts[e.code]
	}
	printlock()
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case 'X':
			if e.signed {
				printint(e.x)
			} else {
				printuint(uint64(e.x))
			}
		case 'Y':
			printint(int64(e.y))
		default:
			printbyte(text[i])
		}
	}
	printunlock()
}

// typeOf gives the descriptor of the value in v.
func typeOf(v any) *_type {
	return efaceOf(&v).typ
}

// printRuntimeError writes the text of one of the errors above; false if v holds something else.
func printRuntimeError(v *eface) bool {
	switch v.typ {
	case typeOf(boundsError{}):
		printstring(runtimeErrorPrefix)
		(*boundsError)(v.data).print()
	case typeOf(errorString("")):
		printstring(runtimeErrorPrefix)
		printstring(*(*string)(v.data))
	case typeOf(panicNil{}):
		printstring(runtimeErrorPrefix)
		printstring(panicNilText)
	default:
		return false
	}
	return true
}

func goPanicBounds(x int64, signed bool, y int, code uint8) {
	gopanic(boundsError{x, y, signed, code})
}

// The compiler calls these when a check fails: x is what was to be in range, y the limit. Names ending in U take an
// unsigned x.

func panicIndex(x int, y int)       { goPanicBounds(int64(x), true, y, boundsIndex) }
func panicIndexU(x uint, y int)     { goPanicBounds(int64(x), false, y, boundsIndex) }
func panicSliceAlen(x int, y int)   { goPanicBounds(int64(x), true, y, boundsSliceAlen) }
func panicSliceAlenU(x uint, y int) { goPanicBounds(int64(x), false, y, boundsSliceAlen) }
func panicSliceAcap(x int, y int)   { goPanicBounds(int64(x), true, y, boundsSliceAcap) }
func panicSliceAcapU(x uint, y int) { goPanicBounds(int64(x), false, y, boundsSliceAcap) }
func panicSliceB(x int, y int)      { goPanicBounds(int64(x), true, y, boundsSliceB) }
func panicSliceBU(x uint, y int)    { goPanicBounds(int64(x), false, y, boundsSliceB) }

func panicSlice3Alen(x int, y int)   { goPanicBounds(int64(x), true, y, boundsSlice3Alen) }
func panicSlice3AlenU(x uint, y int) { goPanicBounds(int64(x), false, y, boundsSlice3Alen) }
func panicSlice3Acap(x int, y int)   { goPanicBounds(int64(x), true, y, boundsSlice3Acap) }
func panicSlice3AcapU(x uint, y int) { goPanicBounds(int64(x), false, y, boundsSlice3Acap) }
func panicSlice3B(x int, y int)      { goPanicBounds(int64(x), true, y, boundsSlice3B) }
func panicSlice3BU(x uint, y int)    { goPanicBounds(int64(x), false, y, boundsSlice3B) }
func panicSlice3C(x int, y int)      { goPanicBounds(int64(x), true, y, boundsSlice3C) }
func panicSlice3CU(x uint, y int)    { goPanicBounds(int64(x), false, y, boundsSlice3C) }

// panicSliceConvert: a slice of length x to an array of length y.
func panicSliceConvert(x int, y int) { goPanicBounds(int64(y), true, x, boundsConvert) }

func panicdivide() {
	gopanic(errorString("integer divide by zero"))
}

func panicshift() {
	gopanic(errorString("negative shift amount"))
}

// panicmem reports the use of a nil pointer. If a comparison found it, there was no fault; the report is as if.
func panicmem() {
	if !nilFault.happened {
		nilFault = sigpanic{happened: true, code: 1, pc: getcallerpc()}
	}
	gopanic(errorString("invalid memory address or nil pointer dereference"))
}

// getcallerpc gives the address to which the calling function returns; the compiler expands it in place.
func getcallerpc() uintptr
