"""Go Bindery: a Go compiler, linker and runtime, the command `bindery` and a language server."""

from typing import Final

__version__: Final = "0.1.0"

# The Go release whose language, standard library and formats we implement.
GO_VERSION: Final = "go1.27.3"
