// What is assembly in other packages on amd64.

package runtime

import _ "unsafe" // for go:linkname

//go:linkname cpu_cpuid internal/cpu.cpuid
func cpu_cpuid(eaxArg, ecxArg uint32) (eax, ebx, ecx, edx uint32) { return 0, 0, 0, 0 }

//go:linkname cpu_xgetbv internal/cpu.xgetbv
func cpu_xgetbv() (eax, edx uint32) { return 0, 0 }

//go:linkname cpu_getGOAMD64level internal/cpu.getGOAMD64level
func cpu_getGOAMD64level() int32 { return 1 }

//go:linkname x_cpu_cpuid vendor/golang.org/x/sys/cpu.cpuid
func x_cpu_cpuid(eaxArg, ecxArg uint32) (eax, ebx, ecx, edx uint32) { return 0, 0, 0, 0 }

//go:linkname x_cpu_xgetbv vendor/golang.org/x/sys/cpu.xgetbv
func x_cpu_xgetbv() (eax, edx uint32) { return 0, 0 }

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
