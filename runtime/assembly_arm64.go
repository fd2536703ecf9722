// What is assembly in other packages on arm64.

package runtime

import (
	"internal/cpu"
	_ "unsafe" // for go:linkname
)

const auxvFeatures = 16 // AT_HWCAP

// initFeatures finds out what the processor can do, before any initialiser asks.
func initFeatures() {
	cpu.HWCap = uint(auxiliary(auxvFeatures))
	cpu.Initialize(getenv(godebugName))
}

//go:linkname cpu_getisar0 internal/cpu.getisar0
func cpu_getisar0() uint64 { return 0 }

//go:linkname cpu_getisar1 internal/cpu.getisar1
func cpu_getisar1() uint64 { return 0 }

//go:linkname cpu_getpfr0 internal/cpu.getpfr0
func cpu_getpfr0() uint64 { return 0 }

//go:linkname cpu_getMIDR internal/cpu.getMIDR
func cpu_getMIDR() uint64 { return 0 }

//go:linkname x_cpu_getisar0 vendor/golang.org/x/sys/cpu.getisar0
func x_cpu_getisar0() uint64 { return 0 }

//go:linkname x_cpu_getisar1 vendor/golang.org/x/sys/cpu.getisar1
func x_cpu_getisar1() uint64 { return 0 }

//go:linkname x_cpu_getpfr0 vendor/golang.org/x/sys/cpu.getpfr0
func x_cpu_getpfr0() uint64 { return 0 }

//go:linkname x_cpu_getzfr0 vendor/golang.org/x/sys/cpu.getzfr0
func x_cpu_getzfr0() uint64 { return 0 }

//go:linkname module_cpu_getisar0 golang.org/x/sys/cpu.getisar0
func module_cpu_getisar0() uint64 { return 0 }

//go:linkname module_cpu_getisar1 golang.org/x/sys/cpu.getisar1
func module_cpu_getisar1() uint64 { return 0 }

//go:linkname module_cpu_getpfr0 golang.org/x/sys/cpu.getpfr0
func module_cpu_getpfr0() uint64 { return 0 }

//go:linkname module_cpu_getzfr0 golang.org/x/sys/cpu.getzfr0
func module_cpu_getzfr0() uint64 { return 0 }

// Data-independent timing is never on: internal/cpu does not know that the processor has it.

//go:linkname sys_EnableDIT internal/runtime/sys.EnableDIT
func sys_EnableDIT() bool { return false }

//go:linkname sys_DITEnabled internal/runtime/sys.DITEnabled
func sys_DITEnabled() bool { return false }

//go:linkname sys_DisableDIT internal/runtime/sys.DisableDIT
func sys_DisableDIT() {}
