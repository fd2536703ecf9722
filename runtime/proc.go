// Goroutines and processors: starting, counting, the number that may run at once.

package runtime

import "unsafe"

const (
	affinityBytes = 1024 // room for 8192 processors
	bitsPerByte   = 8
)

var (
	processors int // that the program may use; 0: not asked yet
	maxProcs   int // GOMAXPROCS; 0: not set
)

// newproc starts a goroutine that runs f.
func newproc(f func())

// NumCPU counts the processors that the program may use.
func NumCPU() int {
	if processors == 0 {
		var mask [affinityBytes]byte
		n := int(syscall6(sysSchedGetaffinity, 0, affinityBytes, uintptr(unsafe.Pointer(&mask)), 0, 0, 0))
		for i := 0; i < n && i < affinityBytes; i++ {
			for bit := 0; bit < bitsPerByte; bit++ {
				processors += int(mask[i] >> bit & 1)
			}
		}
		processors = max(processors, 1)
	}
	return processors
}

// GOMAXPROCS sets how many goroutines may run at once, unless n is 0 or less; it gives the setting before.
func GOMAXPROCS(n int) int {
	if maxProcs == 0 {
		SetDefaultGOMAXPROCS()
	}
	before := maxProcs
	if n > 0 {
		maxProcs = n
	}
	return before
}

// SetDefaultGOMAXPROCS sets GOMAXPROCS to what the environment says, else to the number of processors.
func SetDefaultGOMAXPROCS() {
	maxProcs = NumCPU()
	if n := positive(getenv("GOMAXPROCS")); n > 0 {
		maxProcs = n
	}
}

// positive reads a positive number; 0 if it is none.
func positive(text string) int {
	n := 0
	for i := 0; i < len(text); i++ {
		digit := int(text[i]) - '0'
		if digit < 0 || digit > 9 || n > 1<<20 {
			return 0
		}
		n = n*10 + digit
	}
	return n
}
