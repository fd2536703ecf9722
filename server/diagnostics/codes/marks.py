"""What a build makes worth saying about the source of the program."""

from typing import Final

from server.diagnostics.data import Row, Severity

_LOOKUP: Final = """package main

import (
	"os"
	"reflect"
)

type T struct{}

func (T) M() {}

func main() { reflect.ValueOf(T{}).MethodByName(os.Args[1]).Call(nil) }
"""

LOOKUP: Final = Row(
    "method-lookup",
    "{0} keeps all exported methods of the values in interfaces, for which one it finds only the running program knows;"
    " {1}",
    _LOOKUP,
    Severity.INFO,
)
LOOKUP_IMPORTED: Final = Row(
    "method-lookup-imported",
    "brings {0}, which looks up methods that only the running program knows, and so keeps all exported methods of the"
    " values in interfaces; {1}",
    'package main\n\nimport (\n\t"os"\n\t"text/template"\n)\n\nfunc main() {\n'
    '\ttemplate.Must(template.New("").Parse("{{.}}")).Execute(os.Stdout, 1)\n}\n',
    Severity.HINT,
)
