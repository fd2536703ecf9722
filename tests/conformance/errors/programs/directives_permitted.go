package b

//go:systemstack
func sys() {}

//go:nosplit
//go:uintptrkeepalive
func keep(uintptr) {}

//go:cgo_ldflag "x"
var x int

//go:cgo_import_dynamic a b "c.so"
//go:cgo_unsafe_args
//go:wasmimport a
//go:wasmexport
//go:wasmexport a b
//go:nowritebarrier
func g() {}

//go:noinline

/* a comment
   between */

// and another
func fine() {}

//go:noinline
/* x */ func alsoFine() {}
