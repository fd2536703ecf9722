"""Allocations in the IR of a package against what the decision log says of the places where they stand.

Built as a build does: decided, built, optimised. An allocation is *decided* when the log has "escapes to heap" or
"moved to heap" for its place; inlined code has the place of the outermost call on both sides. Kinds about which gc's -m
says nothing (SILENT) count apart; what has no bytes is not allocated. The other way round, a line of the log must have
an allocation in the IR as built, or what takes its place; passes may remove it later, as gc's do. Lines about the
wrappers that gc puts around instances count apart: ours are called as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from server.build.gcplace import operator_offset
from server.compiler.ir.decisions import Decision, DecisionKind, DecisionLog
from server.compiler.ir.func import Callee, Func, Value, Variable
from server.compiler.ir.ops import Op
from server.compiler.types.sizes import Sizes
from server.source.file import FileSet
from server.source.span import Anchor, Span

SIZES: Final = Sizes(8)
Spot: TypeAlias = tuple[Anchor, int]

# Functions of the runtime that give new memory for an expression about which -m prints a line.
SPOKEN: Final = frozenset({"makeslice", "makemap", "makemap_small"})
# Those about which it prints nothing, or a line that concerns a short buffer on the stack and not what is longer.
SILENT: Final = {
    "growslice": "growth of append",
    "makechan": "channels",
    "concatstrings": "string concatenation",
    "intstring": "string conversion",
    "slicebytetostring": "string conversion",
    "slicerunetostring": "string conversion",
    "stringtoslicebyte": "string conversion",
    "stringtoslicerune": "string conversion",
}
_BEYOND_BUFFER: Final = "make of an unknown size, beyond its buffer on the stack"
_GO_STATEMENT: Final = "what a go statement keeps"
_STACK: Final = "does not escape"
_TOKENS: Final = re.compile(
    rb"""//[^\n]*|`[^`]*`|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|<<|>>|&\^|[-+*/%&|^]|[()\[\]{}]"""
)
_BRACKETS: Final = {b"(": 1, b"[": 1, b"{": 1, b")": -1, b"]": -1, b"}": -1}
_OPERATORS: Final = frozenset(b"+ - * / % & | ^ << >> &^".split())
_HEAP: Final = ("escapes to heap", "moved to heap")
_KINDS: Final = (DecisionKind.ESCAPE, DecisionKind.MOVE)
_RUNTIME: Final = "runtime."


@dataclass(frozen=True, slots=True)
class Row:
    """Something without a counterpart: the function it is in, and a text for a person."""

    function: str
    text: str


@dataclass(slots=True)
class Comparison:
    """What was found out about some packages."""

    allocations: int = 0
    undecided: list[Row] = field(default_factory=list)  # allocations without a decision
    silent: dict[str, int] = field(default_factory=dict)  # by kind
    decisions: int = 0
    unmet: list[Row] = field(default_factory=list)  # decisions without an allocation
    wrappers: int = 0  # decisions about wrappers of instances


def allocation_name(value: Value) -> str:
    """What allocates: "new", or the name of a function of the runtime; "" for what does not."""
    if value.op is Op.NEW:
        return "new"
    if value.op is not Op.CALL or not isinstance(value.aux, Callee):
        return ""
    name = value.aux.symbol.removeprefix(_RUNTIME)
    return name if value.aux.symbol.startswith(_RUNTIME) and (name in SPOKEN or name in SILENT) else ""


def static_copies(funcs: Iterable[Func]) -> Iterator[Value]:
    """Read-only data that stands in the place of a new copy; gc's lines say that it escapes, too.

    Interfaces point to it, and literals that capture nothing are such data.
    """
    for func in funcs:
        for block in func.blocks:
            yield from (value for value in block.values if value.op in (Op.GLOBAL, Op.FUNC))


def allocations(funcs: Iterable[Func]) -> Iterator[tuple[Func, Value]]:
    """Everything that allocates in some functions."""
    for func in funcs:
        for block in func.blocks:
            for value in block.values:
                if allocation_name(value):
                    yield func, value


def spots(span: Span, files: FileSet) -> list[Spot]:
    """Where gc may say that a span stands, at the outermost call for inlined code.

    Its beginning or its operator; the ampersand before a literal; of a conversion the place of the operand.
    """
    outer = span.outermost()
    file = files.file(outer.anchor.path)
    if file is None:
        return [(outer.anchor, outer.start)]
    where = files.locate(outer)
    text = file.data[where.start : where.end]
    offsets = [0, operator_offset(text)]
    if file.data[where.start - 1 : where.start] == b"&":
        offsets.append(-1)
    offsets += _binary_operators(text)
    if text.endswith(b")"):
        operand = text[offsets[1] + 1 : -1]
        offsets.append(offsets[1] + 1 + operator_offset(operand))
    return [(outer.anchor, outer.start + offset) for offset in offsets]


def _binary_operators(text: bytes) -> Iterator[int]:
    """Where operators of arithmetic stand outside brackets, strings and comments."""
    depth = 0
    for token in _TOKENS.finditer(text):
        depth += _BRACKETS.get(token[0], 0)
        if depth == 0 and token[0] in _OPERATORS:
            yield token.start()


def decisions_by_place(log: DecisionLog, verdicts: Sequence[str]) -> dict[Spot, list[Decision]]:
    """The decisions about where something lives that have one of some verdicts."""
    found: dict[Spot, list[Decision]] = {}
    for item in log.items:
        if item.kind in _KINDS and item.verdict in verdicts and item.span is not None:
            found.setdefault((item.span.anchor, item.span.start), []).append(item)
    return found


def compare(
    built: Sequence[Spot], optimised: Sequence[Func], log: DecisionLog, files: FileSet, result: Comparison
) -> None:
    """Compare a package. `built`: where its IR allocated before the passes."""
    decided, on_stack = decisions_by_place(log, _HEAP), decisions_by_place(log, (_STACK,))
    for func, value in allocations(optimised):
        name = allocation_name(value)
        if name == "new" and isinstance(value.aux, Variable) and SIZES.size_of(value.aux.type) == 0:
            continue
        places = spots(value.span, files) if value.span is not None else []
        silent = SILENT.get(name, "")
        if name == "makeslice" and any(spot in on_stack for spot in places):
            silent = _BEYOND_BUFFER
        if name == "new" and value.span is not None and func.text_of(value.span).startswith("go "):
            silent = _GO_STATEMENT
        if silent:
            result.silent[silent] = result.silent.get(silent, 0) + 1
            continue
        result.allocations += 1
        if not any(spot in decided for spot in places):
            text = f"{name} {_place(value.span, files)} {func.symbol}: {value.type}"
            result.undecided.append(Row(func.symbol, text))
    alive = {func.symbol for func in optimised}
    declared = {(func.span.anchor, func.span.start) for func in optimised if func.span is not None and func.weak}
    there = set(built)
    for spot, items in decided.items():
        kept = [item for item in items if item.func in alive]
        if spot not in there and spot in declared:
            result.wrappers += len(kept)
            continue
        result.decisions += len(kept)
        if spot not in there:
            place = _place(items[0].span, files)
            result.unmet += [Row(item.func, f"{item.message or item.subject} {place} {item.func}") for item in kept]


def _place(span: Span | None, files: FileSet) -> str:
    if span is None:
        return "?"
    where = files.locate(span.outermost())
    file = files.file(where.path)
    line, column = file.lines.line_column(where.start) if file is not None else (0, 0)
    return f"{where.path.rpartition('/src/')[2]}:{line}:{column}"
