"""Reads `//line` directives, as gc does: a line comment in column 1, or a block comment anywhere.

What is read from the right is digits, a colon, and perhaps digits and a colon again; the rest is the path, which may
contain colons. Without a colon the comment is no directive.
"""

import os.path
import re
from collections.abc import Iterator
from typing import Final

from server.compiler.syntax.nodes import FileTree, SyntaxProblem
from server.diagnostics.codes import syntax as codes
from server.source.linedirective import LineDirective

_MARKS: Final = (b"//line ", b"/*line ")
_LARGEST: Final = 1 << 30  # gc refuses lines and columns from there on
_DIGITS: Final = re.compile(r"\+?[0-9]+")


def line_directives(tree: FileTree, data: bytes) -> tuple[LineDirective, ...]:
    """The valid directives of a file in order."""
    if not any(mark in data for mark in _MARKS):
        return ()
    found: list[LineDirective] = []
    for start, end in _comments(tree, data):
        block = data.startswith(b"/*", start)
        if not block and start and data[start - 1] != ord("\n"):
            continue
        text = data[start:end].decode("utf-8", "replace")
        read = read_directive(text[7:-2] if block else text[7:].rstrip("\r"))
        if read is None or isinstance(read, tuple):
            continue
        path = os.path.normpath(os.path.join(os.path.dirname(tree.path), read.path))  # noqa: PTH118, PTH120  # no Path
        if not read.path:
            path = found[-1].path if found else tree.path
        found.append(LineDirective(end if block else end + 1, path, read.line, read.column))
    return tuple(found)


def _comments(tree: FileTree, data: bytes) -> Iterator[tuple[int, int]]:
    """The extents of the comments that may be directives."""
    for base, decl in [(0, tree.header), *zip(tree.bases, tree.decls)]:
        if any(mark in decl.text for mark in _MARKS):
            for directive in decl.directives:
                if directive.name == "line" and data.startswith(_MARKS, base + directive.start):
                    yield base + directive.start, base + directive.end


def read_directive(text: str) -> LineDirective | tuple[int, str] | None:
    """The directive in what stands behind `line `, with offset 0; None if it is none.

    A wrong number gives its index in the text and gc's message.
    """
    at, line = _number_behind_colon(text)
    if at < 0:
        return None
    if line < 0:
        return at, f"invalid line number: {text[at:]}"
    rest, column = text[: at - 1], 0
    at2, first = _number_behind_colon(rest)
    if at2 >= 0 and first >= 0:
        if not 0 < line < _LARGEST:
            return at, f"invalid column number: {text[at:]}"
        at, line, column, rest = at2, first, line, rest[: at2 - 1]
    if not 0 < line < _LARGEST:
        return at, f"invalid line number: {text[at:]}"
    return LineDirective(0, rest, line, column)


def line_problem(text: str, start: int) -> SyntaxProblem | None:
    """What is wrong with a directive; `text` stands behind `line ` at offset `start`."""
    read = read_directive(text)
    if not isinstance(read, tuple):
        return None
    return SyntaxProblem(codes.LEXICAL, (read[1],), start + read[0], start + len(text))


def _number_behind_colon(text: str) -> tuple[int, int]:
    """Index and value of the number behind the last colon: index -1 without colon, value -1 if it is no number."""
    at = text.rfind(":") + 1
    if at == 0:
        return -1, -1
    return at, int(text[at:]) if _DIGITS.fullmatch(text, at) and len(text) - at < 19 else -1
