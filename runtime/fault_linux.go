// Faults of the hardware: nil pointers, foreign addresses, mapped files that have become shorter.
//
// A nil check is folded into the access it guards; the linker lists the pairs {access, handler of the failed check},
// and the signal handler resumes at the handler, which calls sigpanic with the line of the check. Any other fault of a
// goroutine goes on in sigpanic, as if the faulting instruction had called it; one in a stub, as if the call of the stub
// had.

package runtime

import "unsafe"

const (
	faultEntrySize = 8    // two 32-bit addresses
	nilPage        = 4096 // LLVM folds checks into accesses of this many bytes from nil on

	// Values of si_code.
	faultUnmapped   = 1 // SEGV_MAPERR
	busNoAddress    = 2 // BUS_ADRERR
	floatIntDivide  = 1 // FPE_INTDIV
	floatIntTooLong = 2 // FPE_INTOVF
)

// A faultRecord is what the report of a panic says about the fault behind it.
type faultRecord struct {
	happened bool
	fresh    bool // sigpanic has not seen it yet
	signal   uint8
	code     uint32
	address  uintptr
	pc       uintptr
}

// faultTableStart and faultTableEnd give the bounds of the linker's table; the compiler expands them in place.
func faultTableStart() uintptr
func faultTableEnd() uintptr

// fault lets the goroutine panic, or ends the program. It is called by the handler of signals.
func fault(signal uintptr, info, context unsafe.Pointer) {
	gp := getg()
	mp := gp.m
	pc := contextWord(context, contextPC)
	found := faultRecord{
		happened: true,
		fresh:    true,
		signal:   uint8(signal),
		code:     *(*uint32)(unsafe.Add(info, infoCode)),
		address:  *(*uintptr)(unsafe.Add(info, infoAddress)),
		pc:       *pc,
	}
	gp.fault = found
	if found.address < nilPage {
		if handler := findFault(*pc); handler != 0 {
			*pc = handler
			return
		}
	}
	if gp == mp.g0 || mp.curg != gp || mp.locks != 0 || mp.mallocing != 0 || mp.dying != 0 {
		reportFault(gp, context)
	}
	if record := findRecord(*pc); record == nil || record.isStub() {
		*pc = returnAddress(context) - 1
	}
	callAt(context, codeOfSigpanic)
}

// reportFault ends the program because of a fault in the runtime.
func reportFault(gp *g, context unsafe.Pointer) {
	gp.m.throwing = throwingRuntime
	beginDying()
	printstring("fatal error: unexpected signal during runtime execution\n")
	gp.fault.print()
	d := detail()
	printnl()
	if gp == gp.m.g0 {
		printstring("runtime stack:\n")
		w := interrupted(gp, context)
		w.print(d)
	} else {
		gp.printTrace(interrupted(gp, context), d)
	}
	printGoroutines(gp, d)
	die()
}

// sigpanic is where a goroutine goes on after a fault. A nil check that is a comparison calls it, too: there was no
// fault, the report is as if.
func sigpanic() {
	gp := getg()
	if !gp.fault.fresh {
		gp.fault = faultRecord{happened: true, signal: signalSegv, code: faultUnmapped, pc: gp.returnAddressOf(getcallerpc())}
	}
	gp.fault.fresh = false
	fault := gp.fault
	if fault.signal == signalFloat {
		switch fault.code {
		case floatIntDivide:
			panicdivide()
		case floatIntTooLong:
			gopanic(overflowError)
		}
		gopanic(errorString("floating point error"))
	}
	isKnown := fault.signal == signalBus && fault.code == busNoAddress ||
		fault.signal == signalSegv && fault.code <= faultUnmapped+1
	if isKnown && fault.address < nilPage {
		panicmem()
	}
	if gp.panicOnFault {
		panicmemAddr(fault.address)
	}
	printstring("unexpected fault address ")
	printhex(uint64(fault.address))
	printnl()
	throw("fault")
}

// findFault gives the handler of the nil check that was folded into the access at pc, or 0. The table is sorted by
// the address of the access.
func findFault(pc uintptr) uintptr {
	table := unsafe.Pointer(faultTableStart())
	low, high := 0, int(faultTableEnd()-faultTableStart())/faultEntrySize
	for low < high {
		middle := int(uint(low+high) >> 1)
		entry := (*[2]uint32)(unsafe.Add(table, middle*faultEntrySize))
		if uintptr(entry[0]) == pc {
			return uintptr(entry[1])
		}
		if uintptr(entry[0]) < pc {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return 0
}

// print writes the line that follows the text of a panic.
func (f *faultRecord) print() {
	printstring("[signal ")
	printstring(signalTable[f.signal].name)
	printstring(" code=")
	printhex(uint64(f.code))
	printstring(" addr=")
	printhex(uint64(f.address))
	printstring(" pc=")
	printhex(uint64(f.pc))
	printstring("]\n")
}
