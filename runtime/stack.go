// Stacks of goroutines.
//
// A stack is reserved in full and committed by the kernel as it is touched. Stacks are cut from slabs without guard
// pages, for the kernel bounds the number of mappings; functions check the stack pointer instead. A goroutine keeps its
// stack when it is dead, and the next one reuses it while its pages are there.
//
// The first goroutines of a program get large stacks. Their spacing costs a page of page tables each, so when there are
// thousands, the others get small ones.

package runtime

import "unsafe"

const (
	mainStackSize  = 1 << 30
	largeStackSize = 64 << 20
	smallStackSize = 256 << 10
	largeStacks    = 4096 // that a program has
	slabSize       = 1 << 30
	smallSlabSize  = 16 << 20 // when the kernel grants no more

	// stackSlack bytes above the low end are for functions that do not check: see codegen/goroutine.py.
	stackSlack = 8 << 10

	adviseNoHugePage = 15
)

// A slab is memory from which stacks of one size are cut.
type slab struct {
	free uintptr
	end  uintptr
}

var (
	stackLock  mutex
	largeSlab  slab
	smallSlab  slab
	largeCount int
)

// newStack reserves a stack for a goroutine.
func newStack() stack {
	lock(&stackLock)
	lowest := uintptr(0)
	size := uintptr(largeStackSize)
	if largeCount < largeStacks {
		lowest = largeSlab.cut(size)
		largeCount++
	}
	if lowest == 0 {
		largeCount = largeStacks
		size = smallStackSize
		lowest = smallSlab.cut(size)
	}
	unlock(&stackLock)
	if lowest == 0 {
		throw("no memory for a goroutine's stack")
	}
	return stack{lowest, lowest + size}
}

// newMainStack reserves the stack of the main goroutine.
func newMainStack() stack {
	for n := uintptr(mainStackSize); n >= smallSlabSize; n /= 2 {
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
	gp.stackLimit = s.lo + stackSlack
}

// prepare lays out a stack so that gswitch enters code as a function that returns to nowhere.
func (gp *g) prepare(code uintptr) {
	sp := gp.stack.hi - switchFrame
	memclrNoHeapPointers(unsafe.Pointer(sp), switchFrame)
	*(*uintptr)(unsafe.Pointer(sp + switchPC)) = code
	gp.sched.sp = sp
}

// morestack is an assembly stub that calls stackOverflow on the stack of g0.
func morestack()

// stackOverflow ends the program. sp is where the stack had grown to.
func stackOverflow(sp uintptr) {
	gp := getg().m.curg
	if gp == nil {
		gp = getg()
	}
	printlock()
	printstring("runtime: goroutine stack exceeds 1000000000-byte limit\nruntime: sp=")
	printhex(uint64(sp))
	printstring(" stack=[")
	printhex(uint64(gp.stack.lo))
	printstring(", ")
	printhex(uint64(gp.stack.hi))
	printstring("]\nfatal error: stack overflow\n\nruntime stack:\n")
	printTrace()
	die()
}
