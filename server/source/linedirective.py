"""What `//line` directives make of positions: generated code is reported where it was generated from.

Source: the compiler's documentation, "Compiler Directives": `//line path:line`, `//line path:line:column` and the
same in a block comment, which holds for the text right behind it.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from server.source.mapper import LineTable


@dataclass(frozen=True, slots=True)
class LineDirective:
    """From byte offset `behind` on, text counts as that of `path`, beginning at `line` and `column`."""

    behind: int
    path: str
    line: int
    column: int  # 0 when the directive names none: then no column is printed


def printed_place(
    directives: Sequence[LineDirective], lines: LineTable, path: str, offset: int
) -> tuple[str, int, int]:
    """Path, line and column that are printed for an offset of the file `path`; `directives` are in order."""
    line, column = lines.line_column(offset)
    index = bisect_right(directives, offset, key=attrgetter("behind")) - 1
    if index < 0:
        return path, line, column
    directive = directives[index]
    first_line, first_column = lines.line_column(directive.behind)
    shown = directive.column and column
    if directive.column and line == first_line:
        shown = directive.column + column - first_column
    return directive.path, directive.line + line - first_line, shown
