// What is assembly in other packages on riscv64.

package runtime

import (
	"internal/cpu"
	_ "unsafe" // for go:linkname
)

// initFeatures finds out what the processor can do, before any initialiser asks.
func initFeatures() { cpu.Initialize(getenv(godebugName)) }

// A featurePair is a question to the kernel about the processor, and the answer.
type featurePair struct {
	key   int64
	value uint64
}

// Nothing here has a use for instructions beyond the baseline, so the kernel is not asked.
//
//go:linkname cpu_riscvHWProbe internal/cpu.riscvHWProbe
func cpu_riscvHWProbe(pairs []featurePair, flags uint) bool { return false }
