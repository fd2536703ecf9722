"""What a diagnostic is.

A `Row` is an entry of the tables in `diagnostics/codes/`: a stable code (types2's name where gc has the error), a
message template in gc's wording and a wrong program that shows it. A `Diagnostic` is one finding: a row, the
template's arguments and an anchored span.
"""

from dataclasses import dataclass
from enum import Enum

from server.source.span import Span


class Severity(Enum):
    """How bad it is; errors make a command exit non-zero."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of diagnostic. `template` takes positional arguments: `undefined: {0}`."""

    code: str
    template: str
    example: str  # a wrong Go program (or command line) that shows it; "" only for what no program can show
    severity: Severity = Severity.ERROR
    unnecessary: bool = False  # the span marks code that has no effect: editors fade it


@dataclass(frozen=True, slots=True)
class Related:
    """A second place that explains the first: "other declaration of x"."""

    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. `span` is None where no source text is to blame (a flag, an unreadable file)."""

    row: Row
    span: Span | None
    args: tuple[str, ...] = ()
    related: tuple[Related, ...] = ()
    hint: str = ""  # what to look at, added in parentheses

    @property
    def message(self) -> str:
        """The message as gc words it."""
        text = self.row.template.format(*self.args)
        return f"{text} ({self.hint})" if self.hint else text
