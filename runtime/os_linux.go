// The kernel's services, as far as the runtime uses them.
//
// syscall6 is an assembly stub that gives the kernel's result as it is: -4095 to -1 are negated error numbers.

package runtime

import "unsafe"

const (
	protNone  = 0x0
	protRead  = 0x1
	protWrite = 0x2

	mapPrivate   = 0x2
	mapAnonymous = 0x20
	mapNoReserve = 0x4000
	mapStack     = 0x20000

	madvDontNeed = 4

	largestErrno   = 4095
	errInterrupted = 4
)

// GOOS is the operating system that the program was built for.
const GOOS string = "linux"

func syscall6(number, a1, a2, a3, a4, a5, a6 uintptr) uintptr

// exit ends all threads of the program.
func exit(code int32) {
	syscall6(sysExitGroup, uintptr(code), 0, 0, 0, 0, 0)
}

// write gives the number of bytes written, or a negated error number.
func write(fd uintptr, p unsafe.Pointer, n int32) int32 {
	return int32(syscall6(sysWrite, fd, uintptr(p), uintptr(n), 0, 0, 0))
}

// mmapAt reserves n bytes, at an address if that is possible; 0 when the kernel has none.
func mmapAt(address, n, flags uintptr) uintptr {
	address = syscall6(sysMmap, address, n, protRead|protWrite, mapPrivate|mapAnonymous|flags, ^uintptr(0), 0)
	if address > ^uintptr(largestErrno) {
		return 0
	}
	return address
}

// munmap gives memory back to the kernel.
func munmap(address, n uintptr) {
	if n != 0 {
		syscall6(sysMunmap, address, n, 0, 0, 0, 0)
	}
}

// sysUnused lets the kernel take the memory of pages, which then read as zero.
func sysUnused(address, n uintptr) {
	syscall6(sysMadvise, address, n, madvDontNeed, 0, 0, 0)
}

// mmap reserves n bytes of zeroed memory; nil when the kernel has none. flags are more bits of MAP_*.
func mmap(n, flags uintptr) unsafe.Pointer {
	address := syscall6(sysMmap, 0, n, protRead|protWrite, mapPrivate|mapAnonymous|flags, ^uintptr(0), 0)
	if address > ^uintptr(largestErrno) {
		return nil
	}
	return unsafe.Pointer(address)
}
