// The handler of signals: what the kernel calls, and what each signal does to a program.
//
// Every signal has a handler from the start, except those that stop and continue programs; what a program does not want
// to hear of does what signals_linux.go's table says. Faults of the hardware are the matter of fault_linux.go.
//
// Invariant: the handler runs on a stack of its own and touches no memory that the interrupted code may have been
// changing, except when the program ends.

package runtime

import "unsafe"

const (
	saSiginfo     = 0x4
	saOnStack     = 0x08000000
	saRestart     = 0x10000000
	signalSetSize = 8  // bytes of a signal set
	infoCode      = 8  // offset of si_code
	infoAddress   = 16 // offset of si_addr

	// Values of si_code: who sent the signal.
	sentByUser   = 0  // kill
	sentToThread = -6 // tgkill

	instructionBytes = 16 // that a report shows
)

// A stackt is the kernel's stack_t.
type stackt struct {
	base  unsafe.Pointer
	flags int32
	size  uintptr
}

func sigreturn()

var processID uintptr

// initSignals installs the handlers.
func initSignals() {
	processID = syscall6(sysGetpid, 0, 0, 0, 0, 0, 0)
	handler, restorer, fault := sighandler, sigreturn, sigpanic
	codeOfHandler, codeOfRestorer = codeOf(unsafe.Pointer(&handler)), codeOf(unsafe.Pointer(&restorer))
	codeOfSigpanic = codeOf(unsafe.Pointer(&fault))
	for signal := uint32(1); signal < uint32(len(signalTable)); signal++ {
		if flags := signalTable[signal].flags; flags == 0 || flags&signalStops != 0 {
			continue
		}
		before := install(uintptr(signal), codeOfHandler)
		if before == handlerIgnore && (signal == signalTerminal || signal == signalInterrupt) {
			inheritIgnored(signal)
		}
	}
}

// What a signal may do beside calling a handler.
const (
	handlerDefault = 0
	handlerIgnore  = 1
)

var codeOfHandler, codeOfRestorer, codeOfSigpanic uintptr

// install sets what a signal does; it gives what it did before.
func install(signal, handler uintptr) uintptr {
	action := sigaction{handler: handler, flags: saSiginfo | saOnStack | saRestart, mask: allSignals}
	action.returnBy(codeOfRestorer)
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
	returned := getg().leaveTrap(context)
	if signal == signalUrgent || returned {
		preemptAt(context)
	}
	if signal == signalSegv && returned {
		return
	}
	code := *(*int32)(unsafe.Add(info, infoCode))
	if signal == signalProfile {
		profileAt(code, context)
		return
	}
	if signal == signalCall && getg().m.hasToCall != 0 {
		callInThread()
		return
	}
	fromUser := code == sentByUser || code == sentToThread
	flags := uint8(signalNotifies)
	if signal < uintptr(len(signalTable)) {
		flags = signalTable[signal].flags
	}
	if flags&signalPanics != 0 && !fromUser {
		fault(signal, info, context)
		return
	}
	if (fromUser || flags&signalNotifies != 0) && queueSignal(uint32(signal)) {
		return
	}
	if fromUser && signal_ignored(uint32(signal)) {
		return
	}
	if flags&signalKills != 0 {
		dieFromSignal(signal)
	}
	if flags&(signalThrows|signalPanics) != 0 {
		reportSignal(signal, info, context)
	}
}

// reportSignal ends the program with a report of everything.
func reportSignal(signal uintptr, info, context unsafe.Pointer) {
	gp := getg()
	gp.m.throwing = throwingRuntime
	beginDying()
	printstring(signalTable[signal].name)
	pc := *contextWord(context, contextPC)
	printstring("\nPC=")
	printhex(uint64(pc))
	printstring(" m=")
	printint(gp.m.id)
	printstring(" sigcode=")
	printuint(uint64(*(*int32)(unsafe.Add(info, infoCode))))
	if signal == signalSegv || signal == signalBus {
		printstring(" addr=")
		printhex(uint64(*(*uintptr)(unsafe.Add(info, infoAddress))))
	}
	printnl()
	if signal == signalIllegal || signal == signalFloat {
		printInstruction(pc)
	}
	printnl()
	d := detail()
	gp.printTrace(interrupted(gp, context), d)
	printGoroutines(gp, d)
	printnl()
	printRegisters(context)
	die()
}

// printInstruction shows the bytes at an address, up to the end of the function that they belong to.
func printInstruction(pc uintptr) {
	printstring("instruction bytes:")
	record := findRecord(pc)
	for at := pc; record != nil && at < pc+instructionBytes && findRecord(at) == record; at++ {
		printstring(" ")
		printhex(uint64(*(*byte)(unsafe.Pointer(at))))
	}
	printnl()
}

// printRegisters shows what was in the registers of the processor.
func printRegisters(context unsafe.Pointer) {
	const width = 7
	for i := range registers {
		r := &registers[i]
		printstring(r.name)
		for n := len(r.name); n < width; n++ {
			printstring(" ")
		}
		value := uint64(*contextWord(context, uintptr(r.offset)))
		if r.narrow {
			value = uint64(*(*uint16)(unsafe.Add(context, r.offset)))
		}
		printhex(value)
		printnl()
	}
}

// A savedRegister is where the kernel has saved a register; narrow ones have 16 bits.
type savedRegister struct {
	name   string
	offset uint16
	narrow bool
}

// dieFromSignal ends the program as the signal does by default.
func dieFromSignal(signal uintptr) {
	install(signal, handlerDefault)
	none := uint64(0)
	setMask(&none, nil)
	syscall6(sysTgkill, processID, uintptr(getg().m.tid), signal, 0, 0, 0)
	exit(exitPanicking)
}
