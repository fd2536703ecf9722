"""Diagnostics as printed: order, number and repetitions as in gc; paths, related places, carets."""

import pytest

from server.diagnostics.data import Diagnostic, Related, Row, Severity
from server.diagnostics.render import Resolved, as_printed, caret_lines, plain, resolve
from server.source.file import File, FileSet
from server.source.span import Anchor, Span

TEXT = b'package p\n\nfunc f() {\n\tx := "\xce\xb2\xce\xb3" + y\n\tz\n}\n'
ANCHOR = Anchor("/w/x.go")
BASE = TEXT.index(b"func")
FILES = FileSet([File("/w/x.go", TEXT, {ANCHOR: BASE})])
ROW = Row("Code", "{0}", "")
WARNING = Row("Unused", "{0}", "", Severity.WARNING)


def _at(text: bytes, message: str, row: Row = ROW, related: tuple[Related, ...] = ()) -> Resolved:
    start = TEXT.index(text) - BASE
    return resolve(Diagnostic(row, Span(ANCHOR, start, start + len(text)), (message,), related), FILES)


def _shown(path: str) -> str:
    return path.replace("/w/", "./")


def test_place_and_related() -> None:
    other = Related(Span(ANCHOR, 5, 6), "other declaration of y")
    item = _at(b"y\n", "y is wrong", related=(other,))
    assert (item.place.line, item.place.column) == (4, 16)
    assert plain(item, _shown) == "./x.go:4:16: y is wrong\n\t./x.go:3:6: other declaration of y"


def test_severities_and_no_place() -> None:
    assert plain(_at(b"z\n", "careful", WARNING), _shown) == "./x.go:5:2: warning: careful"
    assert plain(resolve(Diagnostic(ROW, None, ("no Go files",)), FILES), _shown) == "no Go files"
    gone = Span(Anchor("/w/gone.go"), 0, 1)
    assert plain(resolve(Diagnostic(ROW, gone, ("lost",)), FILES), _shown) == "./gone.go: lost"


CARETS = [
    (b"x", "        x := " + '"βγ" + y', "        ^"),
    ('"βγ"'.encode(), "        x := " + '"βγ" + y', "             ^~~~"),
    (b"y\n", "        x := " + '"βγ" + y', "                    ^"),
    (b"func f() {\n\tx", "func f() {", "^~~~~~~~~~"),
]


@pytest.mark.parametrize(("text", "line", "marks"), CARETS)
def test_carets(text: bytes, line: str, marks: str) -> None:
    assert caret_lines(_at(text, "m")) == (line, marks)


def _error(line: int, message: str, column: int = 1) -> Resolved:
    anchor = Anchor("/w/many.go")
    text = b"\n".join(b" " * 20 for _ in range(40))
    span = Span(anchor, (line - 1) * 21 + column - 1, (line - 1) * 21 + column)
    return resolve(Diagnostic(ROW, span, (message,)), FileSet([File("/w/many.go", text, {anchor: 0})]))


def _lines(found: list[Resolved], limit: int | None = 10) -> list[str]:
    return [plain(item, _shown).removeprefix("./many.go:") for item in as_printed(found, limit)]


def test_sorted_by_position() -> None:
    found = [_error(3, "c"), _error(1, "b", 7), _error(1, "a", 2)]
    assert _lines(found) == ["1:2: a", "1:7: b", "3:1: c"]


def test_repetitions_on_a_line() -> None:
    found = [
        _error(1, "undefined: x"),
        _error(1, "undefined: x", 5),
        _error(1, "undefined: y", 6),
        _error(2, "undefined: x"),
        _error(3, "syntax error: one"),
        _error(3, "syntax error: two", 4),
    ]
    assert _lines(found) == ["1:1: undefined: x", "1:6: undefined: y", "2:1: undefined: x", "3:1: syntax error: one"]


def test_ten_errors_are_enough() -> None:
    """gc counts in the order of discovery: what was found late is not shown although it stands earlier."""
    found = [_error(n + 5, f"e{n}") for n in range(10)] + [_error(1, "late")]
    assert _lines(found)[-2:] == ["14:1: e9", "14:1: too many errors"]
    assert len(_lines(found)) == 11
    assert _lines(found, None)[0] == "1:1: late"
    assert len(_lines(found[:9])) == 9
