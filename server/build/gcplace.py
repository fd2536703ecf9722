"""Where gc says that something stands: at the operator of the expression or statement that a span covers.

    x.list[i]  the bracket      v.Value(1)  the parenthesis      p.x  the dot      e.(T)  the dot
    p.x = y    the assignment   a.b < c     the comparison   *p     the first byte

Spans know their extent only, so the operator is looked for in the text: in what the last character closes, or the last
selector outside all brackets. Inlined code stands where the outermost call does; the places inside follow.
"""

import re
from collections.abc import Iterator
from typing import Final

from server.diagnostics.render import NOWHERE, Place, locate
from server.source.file import FileSet
from server.source.span import Span

# Brackets, dots, comparisons and assignments, and what may hold some that are none: comments, strings, runes, shifts.
_TOKENS: Final = re.compile(
    rb"""//[^\n]*|/\*.*?\*/|`[^`]*`|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'"""
    rb"""|(?P<open>[\[({])|(?P<close>[\])}])|(?P<dot>\.)"""
    rb"""|(?P<compared>[=!<>]=|[<>](?![-<>]))|(?:<<|>>|&\^|[-+*/%&|^:])=|<<|>>|<-|=""",
    re.DOTALL,
)
_UNARY: Final = b"*&-+!^<"


def gc_places(span: Span, files: FileSet) -> Iterator[Place]:
    """Where gc says that a span stands, and for inlined code the places inside, up to the innermost."""
    chain = [span]
    while (outer := chain[-1].inlined) is not None:
        chain.append(outer.call)
    for one in reversed(chain):
        yield _place(one, files)


def _place(span: Span, files: FileSet) -> Place:
    file = files.file(span.anchor.path)
    if file is None:
        return NOWHERE
    where = files.locate(span)
    at = span.start + operator_offset(file.data[where.start : where.end])
    return locate(Span(span.anchor, at, at + 1), files)


def operator_offset(text: bytes) -> int:
    """The offset of the outermost operator of an expression or assignment."""
    opened: list[int] = []
    if text.startswith((b"return", b"defer")):
        return 0
    closed, dot, compared = 0, 0, 0  # outside all brackets: where the last one opened, the last dot, a comparison
    for token in _TOKENS.finditer(text):
        if token["open"]:
            opened.append(token.start())
        elif token["close"]:
            closed = opened.pop() if opened else 0
        elif opened:
            continue
        elif token["dot"]:
            dot = token.start()
        elif token["compared"]:
            compared = token.start()
        elif token[0].endswith(b"="):
            return token.start()
    if compared:
        return compared
    if text[:1] and text[:1] in _UNARY:
        return 0
    if text[-1:] not in (b"]", b")", b"}"):
        return dot
    return dot if dot and closed == dot + 1 else closed
