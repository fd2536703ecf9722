"""Collects what the stages find; a stage never prints and never exits."""

from server.diagnostics.data import Diagnostic, Related, Row, Severity
from server.source.span import Span


class Collector:
    """Diagnostics in the order of discovery."""

    def __init__(self) -> None:
        self.items: list[Diagnostic] = []

    def report(
        self, row: Row, span: Span | None, *args: object, related: tuple[Related, ...] = (), hint: str = ""
    ) -> None:
        """Add one finding; the arguments fill the row's template."""
        self.items.append(Diagnostic(row, span, tuple(str(arg) for arg in args), related, hint))

    @property
    def has_errors(self) -> bool:
        """Whether any finding is an error."""
        return any(item.row.severity is Severity.ERROR for item in self.items)
