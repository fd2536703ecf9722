// Type descriptors, as the code generator writes them (server/compiler/codegen/descriptors.py).
//
// The layout is that of internal/abi.Type of Go 1.27.3. A nameOff is the address of a name: images lie below 2 GiB.

package runtime

import "unsafe"

const (
	kindBool = iota + 1
	kindInt
	kindInt8
	kindInt16
	kindInt32
	kindInt64
	kindUint
	kindUint8
	kindUint16
	kindUint32
	kindUint64
	kindUintptr
	kindFloat32
	kindFloat64
	kindComplex64
	kindComplex128
	kindArray
	kindChan
	kindFunc
	kindInterface
	kindMap
	kindPointer
	kindSlice
	kindString
	kindStruct
	kindUnsafePointer
)

// Bits of _type.TFlag.
const (
	tflagUncommon   = 1 << 0 // a part about methods follows
	tflagNamed      = 1 << 2
	tflagRegular    = 1 << 3 // values are equal exactly if their bytes are
	tflagDirect     = 1 << 5 // an interface's data word is the value itself
	nameLengthShift = 7
)

type nameOff uint32

type _type struct {
	Size       uintptr
	PtrBytes   uintptr // length of the prefix that may hold pointers
	Hash       uint32
	TFlag      uint8
	Align      uint8
	FieldAlign uint8
	Kind       uint8
	Equal      func(p, q unsafe.Pointer) bool // compares two values by address; nil when they are not comparable
	GCData     *byte                          // bitmap of pointer words
	Str        nameOff
	PtrToThis  nameOff
}

// An eface is an interface value without methods.
type eface struct {
	typ  *_type
	data unsafe.Pointer
}

// An iface is an interface value with methods.
type iface struct {
	tab  *itab
	data unsafe.Pointer
}

// An itab says how a concrete type implements an interface (internal/abi.ITab).
type itab struct {
	inter *_type
	typ   *_type
	hash  uint32 // of typ
	fun   [1]uintptr
}

func efaceOf(v *any) *eface {
	return (*eface)(unsafe.Pointer(v))
}

// string gives the type's name as a program prints it: main.T, []int.
func (t *_type) string() string {
	return nameText(unsafe.Pointer(uintptr(t.Str)))
}

// nameText reads a name: a byte of flags, the length in 7-bit groups from the lowest on, the text.
func nameText(name unsafe.Pointer) string {
	length, shift := 0, 0
	at := 1
	for {
		b := *(*byte)(unsafe.Add(name, at))
		at++
		length |= int(b&0x7f) << shift
		if b < 0x80 {
			break
		}
		shift += nameLengthShift
	}
	return unsafe.String((*byte)(unsafe.Add(name, at)), length)
}

// valueAddress gives where the value in an interface lies: behind the data word, or the data word itself.
func (e *eface) valueAddress() unsafe.Pointer {
	if e.typ.TFlag&tflagDirect != 0 {
		return unsafe.Pointer(&e.data)
	}
	return e.data
}
