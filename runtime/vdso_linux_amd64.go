// Clocks without system calls: the kernel maps a small shared object into each program, the vDSO, which can read them.
//
// Its code is called in the C convention, which is ours. Only amd64 does so: on arm64 the code may use the register of the
// goroutine, in which a signal handler would then find something else.
//
// Source: System V ABI, "Dynamic Section", "Symbol Table"; "GNU hash table" of the GNU C library.

package runtime

import "unsafe"

const (
	auxvVDSO = 33 // AT_SYSINFO_EHDR

	segmentLoad    = 1 // PT_LOAD
	segmentDynamic = 2 // PT_DYNAMIC

	dynamicStrings = 5          // DT_STRTAB
	dynamicSymbols = 6          // DT_SYMTAB
	dynamicHash    = 4          // DT_HASH
	dynamicGNUHash = 0x6ffffef5 // DT_GNU_HASH

	vdsoClockName = "__vdso_clock_gettime"
)

// The parts of ELF files that are read here.
type (
	elfHeader struct {
		_            [32]byte
		programs     uintptr // offset
		_            [14]byte
		programSize  uint16
		programCount uint16
		_            [6]byte
	}
	elfProgram struct {
		kind    uint32
		_       uint32
		offset  uintptr
		address uintptr
		_       [4]uintptr
	}
	elfDynamic struct {
		tag   uintptr
		value uintptr
	}
	elfSymbol struct {
		name    uint32
		_       [2]byte
		section uint16
		value   uintptr
		_       uintptr
	}
)

// vdsoClock is the address of the code; 0: there is none.
var vdsoClock uintptr

// readClock fills in the time of a clock; false if only a system call can.
func readClock(id uintptr, t *timespec) bool {
	if vdsoClock == 0 {
		return false
	}
	place := unsafe.Pointer(&vdsoClock)
	call := *(*func(id, t uintptr) uintptr)(unsafe.Pointer(&place))
	return uint32(call(id, uintptr(unsafe.Pointer(t)))) == 0
}

// initClock looks for the code.
func initClock() {
	base := auxiliary(auxvVDSO)
	if base == 0 {
		return
	}
	header := (*elfHeader)(unsafe.Pointer(base))
	var dynamic, bias uintptr
	loaded := false
	for i := uintptr(0); i < uintptr(header.programCount); i++ {
		program := (*elfProgram)(unsafe.Pointer(base + header.programs + i*uintptr(header.programSize)))
		switch {
		case program.kind == segmentLoad && !loaded:
			loaded, bias = true, base+program.offset-program.address
		case program.kind == segmentDynamic:
			dynamic = base + program.offset
		}
	}
	if loaded && dynamic != 0 {
		vdsoClock = findDynamicSymbol(bias, dynamic, vdsoClockName)
	}
}

// findDynamicSymbol gives the address of a defined symbol of a shared object that lies in memory, 0 if there is none.
func findDynamicSymbol(bias, dynamic uintptr, name string) uintptr {
	var symbols, strings, count uintptr
	for entry := (*elfDynamic)(unsafe.Pointer(dynamic)); entry.tag != 0; {
		switch at := bias + entry.value; entry.tag {
		case dynamicStrings:
			strings = at
		case dynamicSymbols:
			symbols = at
		case dynamicHash:
			count = uintptr(*(*uint32)(unsafe.Pointer(at + 4)))
		case dynamicGNUHash:
			count = max(count, countHashed(at))
		}
		dynamic += unsafe.Sizeof(*entry)
		entry = (*elfDynamic)(unsafe.Pointer(dynamic))
	}
	for i := uintptr(0); i < count; i++ {
		symbol := (*elfSymbol)(unsafe.Pointer(symbols + i*unsafe.Sizeof(elfSymbol{})))
		if symbol.section != 0 && gostring((*byte)(unsafe.Pointer(strings+uintptr(symbol.name)))) == name {
			return bias + symbol.value
		}
	}
	return 0
}

// countHashed gives the number of symbols of an object with a hash table of GNU's form: a chain ends with an odd hash.
func countHashed(table uintptr) uintptr {
	word := func(i uintptr) uintptr { return uintptr(*(*uint32)(unsafe.Pointer(table + 4*i))) }
	buckets, first, blooms := word(0), word(1), word(2)
	start := 4 + 2*blooms
	last := uintptr(0)
	for i := uintptr(0); i < buckets; i++ {
		last = max(last, word(start+i))
	}
	if last < first {
		return first
	}
	for word(start+buckets+last-first)&1 == 0 {
		last++
	}
	return last + 1
}
