// The function table: which function, file and line an address belongs to.
//
// The linker writes it (server/linker/functab.py says how) in the format of Go 1.27's .gopclntab: a header, then
// {entry, record} pairs sorted by entry. A table of values gives, for runs of instructions, a number: of the file, the
// line, or the innermost inlined call. The place of an inlined call is an address behind the code.
//
// Invariant: nothing here allocates, so that a dying program can use it.

package runtime

import (
	"internal/abi"
	"unsafe"
)

// A tableHeader is how the table begins; parts are offsets from there.
type tableHeader struct {
	magic     uint32
	pad       uint16
	quantum   uint8 // bytes of the smallest instruction
	pointer   uint8 // bytes of a pointer
	functions uintptr
	files     uintptr
	unused    uintptr
	names     uintptr
	units     uintptr // offsets of the files' names, by number
	fileNames uintptr
	values    uintptr
	pairs     uintptr
}

// A tablePair says where a function begins, and where its record stands behind the pairs' first byte.
type tablePair struct {
	entry  uint32
	record uint32
}

// A funcRecord is what the table knows of a function.
type funcRecord struct {
	entry        uint32 // from the first instruction
	name         int32
	arguments    int32
	deferReturn  uint32
	frames       uint32
	files        uint32
	lines        uint32
	valueTables  uint32
	unit         uint32
	startLine    int32
	kind         uint8
	flags        uint8
	_            uint8
	dataTables   uint8
	_            [2]uint32
	inlined      uint32 // the tables of values that only functions with inlined calls have
	_            [3]uint32
	inlinedCalls uint32 // offset of the tree from the first byte of the table
}

// An inlinedCall is one call in a function's tree.
type inlinedCall struct {
	kind      uint32
	name      int32
	place     int32 // of the call, from the entry of the function
	startLine int32
}

// functionTableStart gives the address of the table; the compiler expands it in place.
func functionTableStart() uintptr

func functionTable() *tableHeader { return (*tableHeader)(unsafe.Pointer(functionTableStart())) }

// part gives an address in the table.
func (t *tableHeader) part(offset uintptr) unsafe.Pointer {
	return unsafe.Add(unsafe.Pointer(t), offset)
}

func (t *tableHeader) pair(i uintptr) *tablePair {
	return (*tablePair)(t.part(t.pairs + i*unsafe.Sizeof(tablePair{})))
}

// findRecord gives the record of the function that an instruction belongs to, nil if none does.
func findRecord(pc uintptr) *funcRecord {
	t := functionTable()
	if pc < runtimeCodeStart() || t.functions == 0 {
		return nil
	}
	offset := pc - runtimeCodeStart()
	if offset >= uintptr(t.pair(t.functions).entry) || offset < uintptr(t.pair(0).entry) {
		return nil
	}
	low, high := uintptr(0), t.functions
	for high-low > 1 {
		middle := (low + high) / 2
		if uintptr(t.pair(middle).entry) <= offset {
			low = middle
		} else {
			high = middle
		}
	}
	return (*funcRecord)(t.part(t.pairs + uintptr(t.pair(low).record)))
}

// isStub says whether the function is written in assembly: it has no frame, and the stack is as its caller left it.
func (r *funcRecord) isStub() bool { return r.flags&uint8(abi.FuncFlagAsm) != 0 }

func (r *funcRecord) entryPC() uintptr { return runtimeCodeStart() + uintptr(r.entry) }

// value looks an instruction up in a table of values; -1 if it is not there.
func (r *funcRecord) value(table uint32, pc uintptr) int32 {
	if table == 0 {
		return -1
	}
	t := functionTable()
	at := (*byte)(t.part(t.values + uintptr(table)))
	value, end := int32(-1), r.entryPC()
	for first := true; ; first = false {
		change, next := readNumber(at)
		if change == 0 && !first {
			return -1
		}
		value += int32(change>>1) ^ -int32(change&1)
		length, next := readNumber(next)
		at = next
		end += uintptr(length) * uintptr(t.quantum)
		if pc < end {
			return value
		}
	}
}

// readNumber reads a number in base 128, low digits first, and gives what follows it.
func readNumber(at *byte) (value uint32, next *byte) {
	for shift := 0; ; shift += 7 {
		digit := *at
		at = (*byte)(unsafe.Add(unsafe.Pointer(at), 1))
		value |= uint32(digit&0x7f) << shift
		if digit < 0x80 {
			return value, at
		}
	}
}

// fileLine gives the place of an instruction in the source; "" if the compiler made it up.
func (r *funcRecord) fileLine(pc uintptr) (file string, line int) {
	number := r.value(r.files, pc)
	if number < 0 {
		return "", 0
	}
	t := functionTable()
	name := *(*uint32)(t.part(t.units + uintptr(number)*4))
	return textOf((*byte)(t.part(t.fileNames + uintptr(name)))), int(r.value(r.lines, pc))
}

func recordedName(offset int32) string {
	t := functionTable()
	return textOf((*byte)(t.part(t.names + uintptr(offset))))
}

// textOf gives the bytes up to a NUL as they stand.
func textOf(at *byte) string {
	n := 0
	for *(*byte)(unsafe.Add(unsafe.Pointer(at), n)) != 0 {
		n++
	}
	return unsafe.String(at, n)
}

// innermost gives the inlined call that an instruction belongs to, nil if none.
func (r *funcRecord) innermost(pc uintptr) *inlinedCall {
	if r.valueTables == 0 {
		return nil
	}
	index := r.value(r.inlined, pc)
	if index < 0 {
		return nil
	}
	return (*inlinedCall)(functionTable().part(uintptr(r.inlinedCalls) + uintptr(index)*unsafe.Sizeof(inlinedCall{})))
}
