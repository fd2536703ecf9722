"""Which function a view of compiled code shows: the one around a place, or one that was chosen from a list.

A declaration may give several functions: its literals, and of a generic one its instances. The list has them all; the
one that the cursor is in, as closely as that can be told, comes first unless another was chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lsprotocol import types

from server.build.functions import CompiledFunction
from server.build.snapshot import CheckedPackage, Snapshot
from server.compiler.ir.func import Func
from server.compiler.types.info import FuncBody
from server.compiler.types.linkname import function_symbol
from server.features.positions import path_of
from server.source.file import File
from server.source.span import Span


@dataclass(frozen=True, slots=True)
class Question:
    """What a view asks for. Lines and characters are those of the protocol."""

    text_document: types.TextDocumentIdentifier
    line: int
    character: int
    declaration: str = ""  # the declared function's link name, for a view that stays with it; "" goes by the line
    symbol: str = ""  # one of the functions that the declaration gives; "" goes by the place


def read_question(params: object) -> Question | None:
    """The question of `{uri, line, character, declaration?, symbol?}`; None for anything else."""
    given: Mapping[str, Any] = params if isinstance(params, dict) else {}
    uri, line, character = given.get("uri"), given.get("line"), given.get("character")
    if not isinstance(uri, str) or not isinstance(line, int) or not isinstance(character, int):
        return None
    names = [given[name] if isinstance(given.get(name), str) else "" for name in ("declaration", "symbol")]
    return Question(types.TextDocumentIdentifier(uri), max(line, 0), max(character, 0), *names)


@dataclass(frozen=True, slots=True)
class Shown:
    """A declared function of a document."""

    package: CheckedPackage
    file: File
    body: FuncBody
    version: int  # of the document

    @property
    def declaration(self) -> str:
        """Its link name."""
        return function_symbol(self.body.obj)

    @property
    def extent(self) -> tuple[int, int]:
        """The first and the last line of its declaration."""
        base = self.file.bases[self.body.tree.anchor]
        start, end = base + self.body.decl.start, base + self.body.decl.end
        return self.file.lines.line_column(start)[0] - 1, self.file.lines.line_column(end)[0] - 1

    def range_of(self, span: Span | None) -> tuple[int, int, int, int] | None:
        """Where the code of a span stands in the document, for inlined code its call: two positions, or None."""
        if span is None:
            return None
        place = self.package.files.locate(span.outermost())
        if place.path != self.file.path:
            return None
        return *self.file.lines.utf16_position(place.start), *self.file.lines.utf16_position(place.end)


def find_function(snapshot: Snapshot, question: Question, cancelled: Callable[[], bool]) -> Shown | None:
    """The declared function that a question means; None where there is none. Raises Cancelled."""
    path = path_of(question.text_document.uri)
    package, document = snapshot.package_of(path, cancelled), snapshot.document(path)
    file = package.files.file(path) if package else None
    if package is None or file is None or document is None:
        return None
    bodies = [body for body in package.typed.functions if body.tree.anchor.path == path]
    shown = [Shown(package, file, body, document.version) for body in bodies]
    if question.declaration:
        return next((one for one in shown if one.declaration == question.declaration), None)
    return next((one for one in shown if one.extent[0] <= question.line <= one.extent[1]), None)


def choose(shown: Shown, compiled: CompiledFunction, question: Question) -> Func | None:
    """The function to show of those that the declaration gives."""
    chosen = [func for func in compiled.funcs if func.symbol == question.symbol]
    return next(iter((*chosen, *_around(shown, compiled.funcs, question), *compiled.funcs)), None)


def _around(shown: Shown, funcs: Sequence[Func], question: Question) -> list[Func]:
    """The literal whose code stands around the place, the innermost first; literals follow the function around them."""
    place = (question.line, question.character)
    found = []
    for func in funcs:
        ranges = [shown.range_of(value.span) for block in func.blocks for value in block.values]
        known = [range_ for range_ in ranges if range_ is not None]
        if known and min(known)[:2] <= place <= max(range_[2:] for range_ in known):
            found.append((max(range_[2:] for range_ in known), min(known)[:2], func))
    found.sort(key=lambda one: (one[0][0] - one[1][0], one[0]))
    return [func for _, _, func in found]


def listed(compiled: CompiledFunction) -> list[dict[str, str]]:
    """The functions that a declaration gives, as they are offered."""
    return [{"symbol": func.symbol, "name": func.name} for func in compiled.funcs]
