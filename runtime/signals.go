// Signals as packages os and os/signal see them.

package runtime

import _ "unsafe" // for go:linkname

//go:linkname os_sigpipe os.sigpipe
func os_sigpipe()

//go:linkname ignoreSIGSYS os.ignoreSIGSYS
func ignoreSIGSYS()

//go:linkname restoreSIGSYS os.restoreSIGSYS
func restoreSIGSYS()

//go:linkname signal_enable os/signal.signal_enable
func signal_enable(s uint32)

//go:linkname signal_disable os/signal.signal_disable
func signal_disable(s uint32)

//go:linkname signal_ignore os/signal.signal_ignore
func signal_ignore(s uint32)

//go:linkname signal_ignored os/signal.signal_ignored
func signal_ignored(s uint32) bool

//go:linkname signal_recv os/signal.signal_recv
func signal_recv() uint32

//go:linkname signalWaitUntilIdle os/signal.signalWaitUntilIdle
func signalWaitUntilIdle()
