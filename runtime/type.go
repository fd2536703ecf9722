// Type descriptors, as the code generator writes them (server/compiler/codegen/descriptors.py).
//
// The layout is that of internal/abi.Type of Go 1.27.3. A nameOff is the address of a name: images lie below 2 GiB. In
// types that reflect has made, offsets of names, types and code may be numbers of addresses (reflect.go).

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

// Flags of a name.
const (
	nameIsExported = 1 << 0
	nameHasTag     = 1 << 1
	nameHasPackage = 1 << 2
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

// An interfacetype is the descriptor of an interface type.
type interfacetype struct {
	typ     _type
	pkgPath unsafe.Pointer
	methods []imethod
}

// An imethod is a method of an interface type; typ is the address of its descriptor.
type imethod struct {
	name nameOff
	typ  uint32
}

// An uncommontype is the part about methods, behind what is particular to a kind.
type uncommontype struct {
	pkgPath nameOff
	mcount  uint16
	xcount  uint16
	moff    uint32 // from here to the methods
	_       uint32
}

// A method is a method of a concrete type: ifn takes an interface's data word, tfn the receiver.
type method struct {
	name nameOff
	typ  uint32
	ifn  uint32
	tfn  uint32
}

// Sizes of descriptors without their part about methods, by kind; those that are not listed are a _type.
var descriptorSizes = [...]uintptr{
	kindArray:     unsafe.Sizeof(_type{}) + 3*ptrSize,
	kindChan:      unsafe.Sizeof(_type{}) + 2*ptrSize,
	kindFunc:      unsafe.Sizeof(_type{}) + 8,
	kindInterface: unsafe.Sizeof(interfacetype{}),
	kindMap:       unsafe.Sizeof(_type{}) + 10*ptrSize + 8,
	kindPointer:   unsafe.Sizeof(_type{}) + ptrSize,
	kindSlice:     unsafe.Sizeof(_type{}) + ptrSize,
	kindStruct:    unsafe.Sizeof(_type{}) + 4*ptrSize,
}

// uncommon gives the part about methods, nil if there is none.
func (t *_type) uncommon() *uncommontype {
	if t.TFlag&tflagUncommon == 0 {
		return nil
	}
	size := unsafe.Sizeof(_type{})
	if int(t.Kind) < len(descriptorSizes) && descriptorSizes[t.Kind] != 0 {
		size = descriptorSizes[t.Kind]
	}
	return (*uncommontype)(unsafe.Add(unsafe.Pointer(t), size))
}

// method gives the i-th method.
func (x *uncommontype) method(i int) *method {
	return (*method)(unsafe.Add(unsafe.Pointer(x), uintptr(x.moff)+uintptr(i)*unsafe.Sizeof(method{})))
}

// pkgPath gives the path of the package that declares a type, "" if none does.
func (t *_type) pkgPath() string {
	x := t.uncommon()
	if x == nil || x.pkgPath == 0 {
		return ""
	}
	return nameText(x.pkgPath.pointer())
}

func efaceOf(v *any) *eface {
	return (*eface)(unsafe.Pointer(v))
}

// string gives the type's name as a program prints it: main.T, []int.
func (t *_type) string() string {
	return nameText(nameOff(t.Str).pointer())
}

// pointer gives the address of a name.
func (n nameOff) pointer() unsafe.Pointer { return resolveOff(int32(n)) }

// nameText reads a name: a byte of flags, the length in 7-bit groups from the lowest on, the text.
func nameText(name unsafe.Pointer) string {
	text, _ := nameCounted(unsafe.Add(name, 1))
	return text
}

// nameCounted reads a length and a text; the address behind them comes with it.
func nameCounted(p unsafe.Pointer) (string, unsafe.Pointer) {
	length, shift := 0, 0
	for {
		b := *(*byte)(p)
		p = unsafe.Add(p, 1)
		length |= int(b&0x7f) << shift
		if b < 0x80 {
			break
		}
		shift += nameLengthShift
	}
	return unsafe.String((*byte)(p), length), unsafe.Add(p, length)
}

// nameExported says whether a name is visible outside its package.
func nameExported(name unsafe.Pointer) bool {
	return *(*byte)(name)&nameIsExported != 0
}

// namePackage gives the path of the package of an unexported name; one that does not carry it is of the package home.
func namePackage(name, home unsafe.Pointer) string {
	flags := *(*byte)(name)
	_, p := nameCounted(unsafe.Add(name, 1))
	if flags&nameHasTag != 0 {
		_, p = nameCounted(p)
	}
	if flags&nameHasPackage != 0 {
		var offset nameOff
		memmove(unsafe.Pointer(&offset), p, unsafe.Sizeof(offset))
		home = offset.pointer()
	}
	if home == nil {
		return ""
	}
	return nameText(home)
}

// valueAddress gives where the value in an interface lies: behind the data word, or the data word itself.
func (e *eface) valueAddress() unsafe.Pointer {
	if e.typ.TFlag&tflagDirect != 0 {
		return unsafe.Pointer(&e.data)
	}
	return e.data
}
