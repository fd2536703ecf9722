// What is assembly in other packages on amd64.

package runtime

import (
	"internal/cpu"
	_ "unsafe" // for go:linkname
)

// initFeatures finds out what the processor can do, before any initialiser asks.
func initFeatures() { cpu.Initialize(getenv(godebugName)) }

// cpuid and xgetbv are assembly stubs: one fills in what the instruction leaves in eax, ebx, ecx and edx, the other gives
// the register that says which registers the kernel keeps.
//
//go:noescape
func cpuid(registers *[4]uint32, eax, ecx uint32)

func xgetbv() uint64

//go:linkname cpu_cpuid internal/cpu.cpuid
func cpu_cpuid(eaxArg, ecxArg uint32) (eax, ebx, ecx, edx uint32) {
	var registers [4]uint32
	cpuid(&registers, eaxArg, ecxArg)
	return registers[0], registers[1], registers[2], registers[3]
}

//go:linkname cpu_xgetbv internal/cpu.xgetbv
func cpu_xgetbv() (eax, edx uint32) {
	mask := xgetbv()
	return uint32(mask), uint32(mask >> 32)
}

//go:linkname cpu_getGOAMD64level internal/cpu.getGOAMD64level
func cpu_getGOAMD64level() int32 { return 1 }

//go:linkname x_cpu_cpuid vendor/golang.org/x/sys/cpu.cpuid
func x_cpu_cpuid(eaxArg, ecxArg uint32) (eax, ebx, ecx, edx uint32) { return cpu_cpuid(eaxArg, ecxArg) }

//go:linkname x_cpu_xgetbv vendor/golang.org/x/sys/cpu.xgetbv
func x_cpu_xgetbv() (eax, edx uint32) { return cpu_xgetbv() }

// Modules that ask would call assembly of theirs.

//go:linkname module_cpu_cpuid golang.org/x/sys/cpu.cpuid
func module_cpu_cpuid(eaxArg, ecxArg uint32) (eax, ebx, ecx, edx uint32) { return 0, 0, 0, 0 }

//go:linkname module_cpu_xgetbv golang.org/x/sys/cpu.xgetbv
func module_cpu_xgetbv() (eax, edx uint32) { return 0, 0 }

// timeval is the time as syscall.Timeval holds it.
type timeval struct {
	sec  int64
	usec int64
}

//go:linkname syscall_gettimeofday syscall.gettimeofday
func syscall_gettimeofday(tv *timeval) (err uintptr) {
	t := clock(clockRealtime)
	tv.sec, tv.usec = t.sec, t.nsec/1000
	return 0
}

//go:linkname x_unix_gettimeofday golang.org/x/sys/unix.gettimeofday
func x_unix_gettimeofday(tv *timeval) (err uintptr) { return syscall_gettimeofday(tv) }
