// Goroutines.

package runtime

// newproc starts a goroutine.
func newproc(f func())
