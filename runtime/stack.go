// Stacks of goroutines.
//
// A stack is reserved in full and committed by the kernel as it is touched. Stacks are cut from slabs without guard
// pages, for the kernel bounds the number of mappings; functions check the stack pointer instead. A goroutine keeps its
// stack when it is dead, and the next one reuses it while its pages are there.
//
// The first goroutines of a program get large stacks, as much as a stack may grow under gc. Their spacing costs a page of
// page tables each, so when there are thousands, the others get smaller ones. Where the address space of a process is
// limited (`ulimit -v`), stacks take a part of it only.

package runtime

import "unsafe"

const (
	mainStackSize   = 1 << 30
	smallStackSize  = 256 << 10 // of threads, too
	slabSize        = 1 << 30
	smallSlabSize   = 16 << 20 // when the kernel grants no more
	limitAddresses  = 9        // RLIMIT_AS
	partOfAddresses = 4        // stacks take one of so many parts of a limited address space

	// stackSlack bytes above the low end are for functions that do not check: see codegen/goroutine.py.
	stackSlack = 8 << 10

	adviseNoHugePage = 15
)

// A slab is memory from which stacks of one size are cut.
type slab struct {
	free uintptr
	end  uintptr
}

// A stackClass is a size of stacks of which a program has a number at most.
type stackClass struct {
	size  uintptr
	left  int
	place slab
}

var (
	stackLock      mutex
	stackClasses   = [...]stackClass{{size: 1 << 30, left: 64}, {size: 256 << 20, left: 4096}, {size: 64 << 20, left: 4096}}
	smallSlab      slab
	stackAddresses = ^uintptr(0) // bytes that large stacks may still take
)

// newStack reserves a stack for a goroutine.
func newStack() stack {
	lock(&stackLock)
	lowest, size := uintptr(0), uintptr(0)
	for i := range stackClasses {
		class := &stackClasses[i]
		if class.left == 0 || class.size > stackAddresses {
			continue
		}
		size = class.size
		if lowest = class.place.cut(size); lowest != 0 {
			class.left--
			stackAddresses -= size
			break
		}
		class.left = 0
	}
	if lowest == 0 {
		size = smallStackSize
		lowest = smallSlab.cut(size)
	}
	unlock(&stackLock)
	if lowest == 0 {
		throw("no memory for a goroutine's stack")
	}
	return stack{lowest, lowest + size}
}

// initStacks finds out how many addresses there are.
func initStacks() {
	limit := [2]uintptr{^uintptr(0), ^uintptr(0)}
	syscall6(sysPrlimit, 0, limitAddresses, 0, uintptr(unsafe.Pointer(&limit)), 0, 0)
	if limit[0] != ^uintptr(0) {
		stackAddresses = limit[0] / partOfAddresses
	}
}

// newMainStack reserves the stack of the main goroutine.
func newMainStack() stack {
	for n := uintptr(mainStackSize); n >= smallSlabSize; n /= 2 {
		if n > stackAddresses && n > smallSlabSize {
			continue
		}
		if lowest := mapStacks(n); lowest != 0 {
			return stack{lowest, lowest + n}
		}
	}
	throw("no memory for the main goroutine's stack")
	return stack{}
}

// newThreadStack reserves a stack for the scheduler or for signals.
func newThreadStack() stack {
	lock(&stackLock)
	lowest := smallSlab.cut(smallStackSize)
	unlock(&stackLock)
	if lowest == 0 {
		throw("no memory for a thread's stack")
	}
	return stack{lowest, lowest + smallStackSize}
}

// releaseStacks gives the pages of dead goroutines' stacks back to the kernel; those that processors keep are left.
func releaseStacks() {
	lock(&schedLock)
	list := freeGs
	freeGs, freeGCount = nil, 0
	unlock(&schedLock)
	for list != nil {
		gp := list
		list = gp.schedLink
		sysUnused(gp.stack.lo, gp.stack.hi-gp.stack.lo)
		lock(&schedLock)
		gp.schedLink, freeGs = freeGs, gp
		freeGCount++
		unlock(&schedLock)
	}
}

// cut gives the lowest address of size bytes, 0 if the kernel has none.
func (s *slab) cut(size uintptr) uintptr {
	if s.end-s.free < size {
		n := uintptr(slabSize)
		lowest := mapStacks(n)
		if lowest == 0 && size < smallSlabSize {
			n = smallSlabSize
			lowest = mapStacks(n)
		}
		if lowest == 0 {
			return 0
		}
		s.free, s.end = lowest, lowest+n
	}
	s.free += size
	return s.free - size
}

// mapStacks reserves n bytes; 0 if the kernel has none.
func mapStacks(n uintptr) uintptr {
	lowest := uintptr(mmap(n, mapStack|mapNoReserve))
	if lowest != 0 {
		syscall6(sysMadvise, lowest, n, adviseNoHugePage, 0, 0, 0)
	}
	return lowest
}

// takeStack gives a goroutine its stack.
func (gp *g) takeStack(s stack) {
	gp.stack = s
	gp.stackLimit = s.limit()
}

// limit gives the lowest address that functions may use: debug.SetMaxStack may ask for less than was reserved.
func (s stack) limit() uintptr {
	if size := uintptr(maxStack); size < s.hi-s.lo-stackSlack {
		return max(s.hi-size, s.lo+stackSlack)
	}
	return s.lo + stackSlack
}

// prepare lays out a stack so that gswitch enters code as a function that returns to nowhere. That is done when the
// goroutine runs for the first time: the stack is in no cache, and need not come there twice.
func (gp *g) prepare(code uintptr) {
	sp := gp.stack.hi - switchFrame
	memclrNoHeapPointers(unsafe.Pointer(sp), switchFrame)
	*(*uintptr)(unsafe.Pointer(sp + switchPC)) = code
	gp.sched.sp = sp
}

// morestack is an assembly stub that calls stackOverflow on the stack of g0.
func morestack()

// stackOverflow ends the program. sp is where the stack had grown to, by the function with the frame; pc is in it.
func stackOverflow(sp, frame, pc uintptr) {
	mp := getg().m
	mp.throwing = throwingRuntime
	gp := mp.curg
	if gp == nil {
		gp = getg()
	}
	beginDying()
	printstring("runtime: goroutine stack exceeds ")
	printint(int64(min(maxStack, int(gp.stack.hi-gp.stack.lo))))
	printstring("-byte limit\nruntime: sp=")
	printhex(uint64(sp))
	printstring(" stack=[")
	printhex(uint64(gp.stack.lo))
	printstring(", ")
	printhex(uint64(gp.stack.hi))
	printstring("]\nfatal error: stack overflow\n\nruntime stack:\nruntime.morestack()\n\n")
	d := detail()
	gp.printTrace(stackWalk{gp: gp, frame: frame, start: pc - 1, sp: sp}, d)
	printGoroutines(gp, d)
	die()
}
