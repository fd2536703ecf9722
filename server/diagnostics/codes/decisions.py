"""What the decisions of the compiler make worth saying."""

from typing import Final

from server.diagnostics.data import Row, Severity

NOALLOC: Final = Row(
    "noalloc",
    "{0} {1}, in a function marked //bindery:noalloc",
    "package p\n\nvar keep *int\n\n//bindery:noalloc\nfunc f() {\n\tx := 1\n\tkeep = &x\n}\n",
    Severity.WARNING,
)
DECISION: Final = Row(
    "decision",
    "{0}",
    "package p\n\nvar keep *int\n\nfunc f() {\n\tx := 1\n\tkeep = &x\n}\n",
    Severity.HINT,
)
