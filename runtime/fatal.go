// Fatal errors that other packages of the standard library report.

package runtime

import _ "unsafe" // for go:linkname

// fatal ends the program because of a mistake of the program's.
func fatal(text string) { fatalError(text, throwingUser) }

//go:linkname sync_throw sync.throw
func sync_throw(s string) { throw(s) }

//go:linkname sync_fatal sync.fatal
func sync_fatal(s string) { fatal(s) }

//go:linkname internal_sync_throw internal/sync.throw
func internal_sync_throw(s string) { throw(s) }

//go:linkname internal_sync_fatal internal/sync.fatal
func internal_sync_fatal(s string) { fatal(s) }

//go:linkname rand_fatal crypto/rand.fatal
func rand_fatal(s string) { fatal(s) }

//go:linkname sysrand_fatal crypto/internal/sysrand.fatal
func sysrand_fatal(s string) { fatal(s) }

//go:linkname fips_fatal crypto/internal/fips140.fatal
func fips_fatal(s string) { fatal(s) }

//go:linkname maps_fatal internal/runtime/maps.fatal
func maps_fatal(s string) { fatal(s) }

//go:linkname cgroup_throw internal/runtime/cgroup.throw
func cgroup_throw(s string) { throw(s) }

// Errors that other packages panic with.
var (
	divideError   error = errorString("integer divide by zero")
	overflowError error = errorString("integer overflow")

	//go:linkname maps_errNilAssign internal/runtime/maps.errNilAssign
	maps_errNilAssign error = plainError("assignment to entry in nil map")
)

// notSupported stands in for functions that the standard library refers to and that are not there yet.
func notSupported() {
	throw("not supported yet: the standard library needs a function that the runtime does not have")
}
