// Settings of runtime/debug; those of the garbage collector are in mgc_pace.go.

package runtime

import _ "unsafe" // for go:linkname

const (
	defaultMaxThreads = 10000
	defaultMaxStack   = 1_000_000_000 // bytes

	noCrashFD = ^uintptr(0)
)

var (
	maxStack    int     = defaultMaxStack
	maxThreads  int     = defaultMaxThreads
	crashFD     uintptr = noCrashFD
	poolCleanup func()
)

//go:linkname setMaxStack runtime/debug.setMaxStack
func setMaxStack(bytes int) int {
	before := maxStack
	maxStack = bytes
	gp := getg()
	gp.stackLimit = gp.stack.limit()
	setStackLimit(gp.stackLimit)
	return before
}

//go:linkname setMaxThreads runtime/debug.setMaxThreads
func setMaxThreads(n int) int {
	before := maxThreads
	maxThreads = n
	return before
}

//go:linkname setPanicOnFault runtime/debug.setPanicOnFault
func setPanicOnFault(on bool) bool {
	gp := getg()
	before := gp.panicOnFault
	gp.panicOnFault = on
	return before
}

// setCrashFD sets where the report of a crash is written as well.
func setCrashFD(fd uintptr) uintptr {
	before := crashFD
	crashFD = fd
	return before
}

// sync_runtime_registerPoolCleanup is told what to call before each garbage collection.
//
//go:linkname sync_runtime_registerPoolCleanup sync.runtime_registerPoolCleanup
func sync_runtime_registerPoolCleanup(cleanup func()) { poolCleanup = cleanup }
