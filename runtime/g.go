// What the runtime knows of a goroutine. There is one so far: the one that runs main.

package runtime

import "unsafe"

// A g is a goroutine.
type g struct {
	pins       int            // procPin without procUnpin
	threadPins int            // LockOSThread without UnlockOSThread
	labels     unsafe.Pointer // of profiles
	fips       uint8          // indicator of crypto/internal/fips140
	fipsBypass bool
}

var mainG g

// getg gives the running goroutine.
func getg() *g {
	return &mainG
}

// Gosched lets other goroutines run.
func Gosched() {}

// NumGoroutine counts the goroutines that exist.
func NumGoroutine() int { return 1 }

// NumCgoCall counts calls of C functions; there are none.
func NumCgoCall() int64 { return 0 }

// LockOSThread ties the goroutine to its thread, as often as UnlockOSThread has not yet been called.
func LockOSThread() { getg().threadPins++ }

// UnlockOSThread undoes one LockOSThread.
func UnlockOSThread() {
	if g := getg(); g.threadPins > 0 {
		g.threadPins--
	}
}

// Goexit runs the deferred calls of the goroutine and ends it.
func Goexit()

// procPin keeps the goroutine on its processor, whose number it gives.
func procPin() int {
	getg().pins++
	return 0
}

// procUnpin undoes one procPin.
func procUnpin() { getg().pins-- }

//go:linkname sync_runtime_procPin sync.runtime_procPin
func sync_runtime_procPin() int { return procPin() }

//go:linkname sync_runtime_procUnpin sync.runtime_procUnpin
func sync_runtime_procUnpin() { procUnpin() }

//go:linkname sync_atomic_runtime_procPin sync/atomic.runtime_procPin
func sync_atomic_runtime_procPin() int { return procPin() }

//go:linkname sync_atomic_runtime_procUnpin sync/atomic.runtime_procUnpin
func sync_atomic_runtime_procUnpin() { procUnpin() }

//go:linkname runtime_setProfLabel runtime/pprof.runtime_setProfLabel
func runtime_setProfLabel(labels unsafe.Pointer) { getg().labels = labels }

//go:linkname runtime_getProfLabel runtime/pprof.runtime_getProfLabel
func runtime_getProfLabel() unsafe.Pointer { return getg().labels }

// entersyscall and exitsyscall stand around a system call that may block.
func entersyscall() {}

func exitsyscall() {}

// A coro is a coroutine of package iter: a goroutine that runs only while another waits for it.
type coro struct{}

// newcoro makes a coroutine that will run f.
func newcoro(f func(*coro)) *coro

// coroswitch runs a coroutine until that one switches back.
func coroswitch(c *coro)
