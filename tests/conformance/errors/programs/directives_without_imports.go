package e

//go:linkname foo bar
func foo()
//go:embed directives_*.go
var s string
func nobody()
