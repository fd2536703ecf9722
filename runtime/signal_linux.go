// The handler of signals, and faults: nil pointers found by the hardware.
//
// A nil check is folded into the access it guards; the linker lists the pairs {access, handler of the failed check},
// and the signal handler resumes at the handler, which panics with the line of the check. Any other fault, such as one
// through a pointer made from a number, ends the program.
//
// Invariant: the handler runs on a stack of its own and touches no memory that the interrupted code may have been
// changing, except when the program ends.

package runtime

import "unsafe"

const (
	signalTerminal  = 1 // SIGHUP
	signalInterrupt = 2
	signalQuit      = 3
	signalBus       = 7
	signalSegv      = 11
	signalPipe      = 13
	signalTerminate = 15
	signalSys       = 31
	saSiginfo       = 0x4
	saRestorer      = 0x04000000
	saOnStack       = 0x08000000
	saRestart       = 0x10000000
	signalSetSize   = 8    // bytes of a signal set
	infoCode        = 8    // offset of si_code
	infoAddress     = 16   // offset of si_addr
	faultEntrySize  = 8    // two 32-bit addresses
	nilPage         = 4096 // LLVM folds checks into accesses of this many bytes from nil on
)

// A sigaction is the kernel's struct of that name.
type sigaction struct {
	handler  uintptr
	flags    uint64
	restorer uintptr
	mask     uint64
}

// A stackt is the kernel's stack_t.
type stackt struct {
	base  unsafe.Pointer
	flags int32
	size  uintptr
}

// A sigpanic is what the report of a nil pointer says about the fault.
type sigpanic struct {
	happened bool
	code     uint32
	address  uintptr
	pc       uintptr
}

func sigreturn()

// faultTableStart and faultTableEnd give the bounds of the linker's table; the compiler expands them in place.
func faultTableStart() uintptr
func faultTableEnd() uintptr

var processID uintptr

// initSignals installs the handlers that every program has. Other signals do what they do by default until os/signal
// wants them.
func initSignals() {
	processID = syscall6(sysGetpid, 0, 0, 0, 0, 0, 0)
	handler, restorer := sighandler, sigreturn
	codeOfHandler, codeOfRestorer = codeOf(unsafe.Pointer(&handler)), codeOf(unsafe.Pointer(&restorer))
	for _, signal := range [...]uintptr{signalSegv, signalBus, signalUrgent, signalPipe, signalQuit} {
		install(signal, codeOfHandler)
	}
}

// What a signal may do beside calling a handler.
const (
	handlerDefault = 0
	handlerIgnore  = 1
)

var codeOfHandler, codeOfRestorer uintptr

// install sets what a signal does; it gives what it did before.
func install(signal, handler uintptr) uintptr {
	action := sigaction{
		handler:  handler,
		flags:    saSiginfo | saRestorer | saOnStack | saRestart,
		restorer: codeOfRestorer,
		mask:     allSignals,
	}
	var before sigaction
	place, old := uintptr(unsafe.Pointer(&action)), uintptr(unsafe.Pointer(&before))
	syscall6(sysSigaction, signal, place, old, signalSetSize, 0, 0)
	return before.handler
}

// useSignalStack makes the kernel call handlers on a stack of the thread's own.
func useSignalStack(mp *m) {
	stack := stackt{base: unsafe.Pointer(mp.signals.lo), size: mp.signals.hi - mp.signals.lo}
	syscall6(sysSigaltstk, uintptr(unsafe.Pointer(&stack)), 0, 0, 0, 0, 0)
}

// codeOf gives the code address of the function value at p.
func codeOf(p unsafe.Pointer) uintptr {
	return **(**uintptr)(p)
}

// sighandler is called by the kernel, in the C convention, with the registers of the goroutine that it interrupted: what
// it calls must not compare its stack with that one's limit.
//
//go:nosplit
func sighandler(signal uintptr, info, context unsafe.Pointer) {
	limit := getg().stackLimit
	setStackLimit(0)
	handleSignal(signal, info, context)
	setStackLimit(limit)
}

func handleSignal(signal uintptr, info, context unsafe.Pointer) {
	switch signal {
	case signalSegv, signalBus:
		if *(*int32)(unsafe.Add(info, infoCode)) > 0 {
			fault(info, context)
			return
		}
	case signalUrgent:
		preemptAt(context)
	}
	if queueSignal(uint32(signal)) {
		return
	}
	switch signal {
	case signalSegv, signalBus, signalTerminal, signalInterrupt, signalTerminate:
		dieFromSignal(signal)
	case signalQuit:
		reportQuit(*(*uintptr)(unsafe.Add(context, contextPC)))
	}
}

// fault lets the failed nil check panic, or ends the program.
func fault(info, context unsafe.Pointer) {
	pc := (*uintptr)(unsafe.Add(context, contextPC))
	fault := sigpanic{
		happened: true,
		code:     *(*uint32)(unsafe.Add(info, infoCode)),
		address:  *(*uintptr)(unsafe.Add(info, infoAddress)),
		pc:       *pc,
	}
	if fault.address < nilPage {
		if handler := findFault(*pc); handler != 0 {
			getg().nilFault = fault
			*pc = handler
			return
		}
	}
	printlock()
	printstring("unexpected fault address ")
	printhex(uint64(fault.address))
	printstring("\nfatal error: fault\n")
	fault.print()
	printTrace()
	die()
}

// reportQuit ends the program as SIGQUIT does.
func reportQuit(pc uintptr) {
	printlock()
	printstring("SIGQUIT: quit\nPC=")
	printhex(uint64(pc))
	printstring(" m=")
	printint(getg().m.id)
	printstring(" sigcode=0\n")
	printGoroutines(nil)
	die()
}

// dieFromSignal ends the program as the signal does by default.
func dieFromSignal(signal uintptr) {
	install(signal, handlerDefault)
	none := uint64(0)
	setMask(&none, nil)
	syscall6(sysTgkill, processID, uintptr(getg().m.tid), signal, 0, 0, 0)
	exit(exitPanicking)
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
func (f *sigpanic) print() {
	printstring("[signal SIGSEGV: segmentation violation code=")
	printhex(uint64(f.code))
	printstring(" addr=")
	printhex(uint64(f.address))
	printstring(" pc=")
	printhex(uint64(f.pc))
	printstring("]\n")
}
