// Handlers of signals return to code of the program's: the kernel is told where it is.

//go:build amd64 || arm64

package runtime

const saRestorer = 0x04000000

// A sigaction is the kernel's struct of that name.
type sigaction struct {
	handler  uintptr
	flags    uint64
	restorer uintptr
	mask     uint64
}

// returnBy sets the code to which the handler returns.
func (action *sigaction) returnBy(code uintptr) {
	action.flags |= saRestorer
	action.restorer = code
}
