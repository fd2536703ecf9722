// Execution traces: there are none yet. Who asks for one gets an error; marks that a program sets for one are ignored.

package runtime

import _ "unsafe" // for go:linkname

// StartTrace begins an execution trace.
func StartTrace() error {
	return plainError("execution traces are not supported yet by the Go Bindery runtime")
}

// StopTrace ends it.
func StopTrace() {}

// ReadTrace gives the next part of the trace, nil at its end.
func ReadTrace() (buf []byte) { return nil }

// traceAdvance begins the next part of the trace.
func traceAdvance(stop bool) {}

// traceClockNow is the clock of traces.
func traceClockNow() uint64 { return uint64(nanotime()) }

//go:linkname traceClockUnitsPerSecond runtime/trace.runtime_traceClockUnitsPerSecond
func traceClockUnitsPerSecond() uint64 { return nanosecondsPerSecond }

//go:linkname trace_userTaskCreate runtime/trace.userTaskCreate
func trace_userTaskCreate(id, parent uint64, kind string) {}

//go:linkname trace_userTaskEnd runtime/trace.userTaskEnd
func trace_userTaskEnd(id uint64) {}

//go:linkname trace_userRegion runtime/trace.userRegion
func trace_userRegion(id, mode uint64, name string) {}

//go:linkname trace_userLog runtime/trace.userLog
func trace_userLog(id uint64, category, message string) {}
