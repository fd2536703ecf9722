// Run-time errors: the values that the runtime panics with, and their texts.

package runtime

// An Error is what the runtime panics with.
type Error interface {
	error
	RuntimeError()
}

type stringer interface {
	String() string
}

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

// A PanicNilError is what panic(nil) panics with.
type PanicNilError struct {
	_ [0]func() // not comparable
}

const (
	runtimeErrorPrefix = "runtime error: "
	panicNilText       = "panic called with nil argument"
	nilPointerText     = "invalid memory address or nil pointer dereference"
)

// RuntimeError marks it as an error of the runtime.
func (e boundsError) RuntimeError() {}

// Error gives the text that a dying program prints.
func (e boundsError) Error() string {
	format := boundsTexts[e.code]
	if e.signed && e.x < 0 {
		format = negativeTexts[e.code]
	}
	text := []byte(runtimeErrorPrefix)
	for i := 0; i < len(format); i++ {
		switch format[i] {
		case 'X':
			text = appendNumber(text, uint64(e.x), e.signed && e.x < 0)
		case 'Y':
			text = appendNumber(text, uint64(e.y), false)
		default:
			text = append(text, format[i])
		}
	}
	return string(text)
}

// appendNumber adds the decimal digits of x; of -x, with its sign, if negative.
func appendNumber(text []byte, x uint64, negative bool) []byte {
	if negative {
		text = append(text, '-')
		x = -x
	}
	var digits [20]byte
	at := len(digits)
	for {
		at--
		digits[at] = byte('0' + x%10)
		x /= 10
		if x == 0 {
			break
		}
	}
	return append(text, digits[at:]...)
}

// RuntimeError marks it as an error of the runtime.
func (e errorString) RuntimeError() {}

func (e errorString) Error() string {
	return runtimeErrorPrefix + string(e)
}

// An errorAddress is a fault of the hardware, for programs that ask for the address.
type errorAddress struct {
	text    string
	address uintptr
}

// RuntimeError marks it as an error of the runtime.
func (e errorAddress) RuntimeError() {}

func (e errorAddress) Error() string {
	return runtimeErrorPrefix + e.text
}

// Addr gives the address of the fault.
func (e errorAddress) Addr() uintptr {
	return e.address
}

// A plainError is a run-time error whose text stands alone.
type plainError string

// RuntimeError marks it as an error of the runtime.
func (e plainError) RuntimeError() {}

func (e plainError) Error() string {
	return string(e)
}

// RuntimeError marks it as an error of the runtime.
func (*PanicNilError) RuntimeError() {}

func (*PanicNilError) Error() string {
	return runtimeErrorPrefix + panicNilText
}

// A TypeAssertionError is a failed type assertion.
type TypeAssertionError struct {
	_interface    *_type // static type of the operand; nil for the assertion to an interface
	concrete      *_type // dynamic type; nil for a nil interface
	asserted      *_type
	missingMethod string
}

// RuntimeError marks it as an error of the runtime.
func (*TypeAssertionError) RuntimeError() {}

func (e *TypeAssertionError) Error() string {
	operand := "interface"
	if e._interface != nil {
		operand = e._interface.string()
	}
	asserted := e.asserted.string()
	if e.concrete == nil {
		return "interface conversion: " + operand + " is nil, not " + asserted
	}
	concrete := e.concrete.string()
	if e.missingMethod != "" {
		return "interface conversion: " + concrete + " is not " + asserted + ": missing method " + e.missingMethod
	}
	text := "interface conversion: " + operand + " is " + concrete + ", not " + asserted
	if concrete == asserted {
		if e.concrete.pkgPath() != e.asserted.pkgPath() {
			text += " (types from different packages)"
		} else {
			text += " (types from different scopes)"
		}
	}
	return text
}

// panicdottype: an interface of type iface holds a have where a want was asserted.
func panicdottype(have, want, iface *_type) {
	gopanic(&TypeAssertionError{iface, have, want, ""})
}

// panicnildottype: a nil interface was asserted to be of an interface type without methods.
func panicnildottype(want *_type) {
	gopanic(&TypeAssertionError{nil, nil, want, ""})
}

// panicwrap: a value method was called through a nil pointer.
func panicwrap(text string) {
	gopanic(plainError(text))
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

// panicmem reports the use of a nil pointer.
func panicmem() {
	gopanic(errorString(nilPointerText))
}

// panicmemAddr reports a fault at an address that is not that of a nil pointer.
func panicmemAddr(address uintptr) {
	gopanic(errorAddress{nilPointerText, address})
}

// getcallerpc gives the address to which the calling function returns; the compiler expands it in place.
func getcallerpc() uintptr
