"""Diagnostics for people and machines: places resolved, in the order and number in which gc prints them.

gc stops at the tenth error it finds, then sorts what it has by position; an error equal to one before it on the same
line is printed once, and of the syntax errors of one line only the first. Lines and columns count from 1, in bytes.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from server.diagnostics.data import Diagnostic, Severity
from server.source.file import FileSet
from server.source.span import Span

ERROR_LIMIT: Final = 10  # errors that gc prints before it gives up, unless -e
_TAB: Final = 8


@dataclass(frozen=True, slots=True)
class Place:
    """A resolved extent; `line` is 0 when only the file is known, `path` is "" when there is none."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    shown: tuple[str, int, int] | None = None  # path, line and column (0: none) that a `//line` directive puts here


@dataclass(frozen=True, slots=True)
class ResolvedRelated:
    """A second place and what it says"""

    place: Place
    message: str


@dataclass(frozen=True, slots=True)
class Resolved:
    """A diagnostic that no longer needs the sources: what is printed, stored and sent to the editor."""

    place: Place
    severity: str  # a value of Severity
    code: str
    message: str
    related: tuple[ResolvedRelated, ...] = ()
    unnecessary: bool = False
    source_line: str = ""  # text of the line that `place` starts on, for the caret

    @property
    def is_error(self) -> bool:
        """Whether it makes a command fail."""
        return self.severity == Severity.ERROR.value


NOWHERE: Final = Place("", 0, 0, 0, 0)


def locate(span: Span | None, files: FileSet) -> Place:
    """Line and column of a span; NOWHERE for None, line 0 when its file is not in the set."""
    if span is None:
        return NOWHERE
    where = files.locate(span)
    file = files.file(where.path)
    if file is None:
        return Place(where.path, 0, 0, 0, 0)
    line, column = file.lines.line_column(where.start)
    end_line, end_column = file.lines.line_column(where.end)
    shown = file.printed(where.start) if file.directives else None
    return Place(where.path, line, column, end_line, end_column, shown)


def resolve(diagnostic: Diagnostic, files: FileSet) -> Resolved:
    """One diagnostic with its places looked up."""
    place = locate(diagnostic.span, files)
    file = files.file(place.path)
    text = file.lines.line_text(place.line).decode("utf-8", "replace") if file and place.line else ""
    related = tuple(ResolvedRelated(locate(item.span, files), item.message) for item in diagnostic.related)
    row = diagnostic.row
    return Resolved(place, row.severity.value, row.code, diagnostic.message, related, row.unnecessary, text)


def resolve_all(diagnostics: Iterable[Diagnostic], files: FileSet) -> list[Resolved]:
    """All diagnostics, in the order of discovery."""
    return [resolve(item, files) for item in diagnostics]


def as_printed(found: Sequence[Resolved], limit: int | None = ERROR_LIMIT) -> list[Resolved]:
    """What gc prints of `found` (in the order of discovery): without repetitions, up to `limit` errors, sorted."""
    seen: set[tuple[str, int, str]] = set()
    chosen: list[Resolved] = []
    errors = 0
    for item in found:
        kind = "syntax error" if item.message.startswith("syntax error") else item.message
        key = (item.place.path, item.place.line, kind)
        if key in seen:
            continue
        seen.add(key)
        chosen.append(item)
        errors += item.is_error
        if limit is not None and errors == limit and item.is_error:
            return [*_sorted(chosen), _too_many(item)]
    return _sorted(chosen)


def _sorted(items: list[Resolved]) -> list[Resolved]:
    return sorted(items, key=lambda item: (item.place.path, item.place.line, item.place.column))


def _too_many(last: Resolved) -> Resolved:
    return Resolved(last.place, last.severity, "TooManyErrors", "too many errors")


def plain(item: Resolved, shown_path: Callable[[str], str]) -> str:
    """`./x.go:3:5: message`, related places on lines of their own; `shown_path` shortens paths."""
    lines = [f"{_prefix(item.place, shown_path)}{_label(item)}{item.message}"]
    lines += [f"\t{_prefix(other.place, shown_path)}{other.message}" for other in item.related]
    return "\n".join(lines)


def caret_lines(item: Resolved) -> tuple[str, str] | None:
    """The source line and a line of marks under the extent, tabs expanded; None where there is no text."""
    if not item.source_line or not item.place.column:
        return None
    raw = item.source_line.encode()
    end = item.place.end_column - 1 if item.place.end_line == item.place.line else len(raw)
    start = item.place.column - 1
    before = _expand(raw[:start])
    marked = raw[start : max(end, start)].decode("utf-8", "replace")
    width = max(len(marked.expandtabs(_TAB)), 1)
    return item.source_line.expandtabs(_TAB), " " * len(before) + "^" + "~" * (width - 1)


def _expand(raw: bytes) -> str:
    return raw.decode("utf-8", "replace").expandtabs(_TAB)


def _prefix(place: Place, shown_path: Callable[[str], str]) -> str:
    if not place.path:
        return ""
    path, line, column = place.shown or (place.path, place.line, place.column)
    path = shown_path(path)
    if not column:
        return f"{path}:{line}: " if line else f"{path}: "
    return f"{path}:{line}:{column}: "


def _label(item: Resolved) -> str:
    return "" if item.is_error else f"{item.severity}: "
