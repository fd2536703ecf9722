"""Hover: the type of an expression, its value in the optimised SSA, and a whole function's SSA on its name.

The SSA of a function is the text of `bindery build -dump=FUNC:PASS` after the last pass. The SSA of an expression is a
slice of it: the values computed for the smallest expression around the cursor, after what they are computed from.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from lsprotocol import types

from server.build.functions import CompiledFunction
from server.build.snapshot import CheckedPackage, Snapshot
from server.compiler.ir.decisions import Decision
from server.compiler.ir.func import Func, Value
from server.compiler.ir.print import block_header, print_func, value_text
from server.compiler.syntax import nodes as ast
from server.compiler.types.info import FuncBody
from server.features.describe import describe_node, layout_text, object_of
from server.features.details import details, origin, verdict_text
from server.features.doc import comment_of
from server.features.enclosing import declaration_at, nodes_at
from server.features.positions import path_of, range_of
from server.source.file import File
from server.source.span import Span

SLICE_LINES: Final = 12  # values shown of a slice: what fits a hover without scrolling


@dataclass(frozen=True, slots=True)
class Place:
    """What the cursor is on. `body` is the function around it, if there is one."""

    package: CheckedPackage
    file: File
    decl: ast.DeclTree
    offset: int  # from the declaration's start
    path: list[ast.Node]  # outermost first
    body: FuncBody | None

    def span(self, node: ast.Node) -> Span:
        """The node's extent."""
        return Span(self.decl.anchor, node.start, node.end)


def hover(
    snapshot: Snapshot, params: types.HoverParams, cancelled: Callable[[], bool], with_types: bool = True
) -> types.Hover | None:
    """What the compiler knows about the place; None where there is nothing to say."""
    place = find_place(snapshot, params.text_document.uri, params.position, cancelled)
    if place is None or not place.path:
        return None
    node = place.path[-1]
    parts = _type_part(snapshot, place) if with_types else []
    if place.body is not None:
        compiled = place.package.functions.compiled(place.body, cancelled)
        on_name = node is place.body.decl.name
        parts += _function_part(place, compiled) if on_name else _value_part(place, compiled)
    if not parts:
        return None
    base = place.file.bases[place.decl.anchor]
    where = range_of(place.file.lines, base + node.start, base + node.end)
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, "\n\n".join(parts)), where)


def _type_part(snapshot: Snapshot, place: Place) -> list[str]:
    """Type or declaration, size and alignment, and the comment of what a name means."""
    text = describe_node(place.package, place.path)
    obj = object_of(place.package.typed.info, place.path[-1]) if isinstance(place.path[-1], ast.Ident) else None
    layout = layout_text(obj, snapshot.sizes)
    comment = comment_of(obj, place.package.files)
    return [*([_fenced("go", text)] if text else []), *([layout] if layout else []), *([comment] if comment else [])]


def find_place(snapshot: Snapshot, uri: str, position: types.Position, cancelled: Callable[[], bool]) -> Place | None:
    """The syntax at a position of a document; None outside of every declaration, or for an unknown document."""
    path = path_of(uri)
    package = snapshot.package_of(path, cancelled)
    file = package.files.file(path) if package else None
    if package is None or file is None or path not in package.trees:
        return None
    offset = file.lines.offset_of_utf16(position.line, position.character)
    found = declaration_at(package.trees[path], offset)
    if found is None:
        return None
    decl, inside = found
    return Place(package, file, decl, inside, nodes_at(decl, inside), package.functions.bodies.get(decl))


def _function_part(place: Place, compiled: CompiledFunction) -> list[str]:
    if compiled.obstacle:
        return [f"No SSA: {compiled.obstacle}"]
    ssa = ["SSA after the last pass:", _fenced("text", print_func(compiled.funcs[0]))] if compiled.funcs else []
    return [*details(place.package, compiled), *ssa, origin()]


def _value_part(place: Place, compiled: CompiledFunction) -> list[str]:
    found = _smallest_computed(place, compiled.funcs)
    if found is None:
        return []
    func, span = found
    text = place.decl.text[span.start : span.end].decode("utf-8", "replace")
    lines = _slice(func, [value for value in _values(func) if value.span == span])
    title = f"SSA of `{' '.join(text.split())}`:"
    return [title, _fenced("text", "\n".join(lines)), *_verdicts(compiled.decisions, span), origin()]


def _smallest_computed(place: Place, funcs: Sequence[Func]) -> tuple[Func, Span] | None:
    # The cursor means the innermost expression; optimisation may have left a value only for one around it.
    computed = {value.span: func for func in funcs for value in _values(func) if value.span}
    extents = (place.span(node) for node in reversed(place.path) if not isinstance(node, ast.BlockStmt))
    return next(((computed[span], span) for span in extents if span in computed), None)


def _values(func: Func) -> list[Value]:
    return [value for block in func.blocks for value in block.values]


def _slice(func: Func, wanted: Sequence[Value]) -> list[str]:
    """The wanted values and what they are computed from, nearest first up to the limit, in the function's order."""
    chosen = dict.fromkeys(wanted)
    queue = list(wanted)
    for value in queue:
        for arg in value.args:
            if arg not in chosen and len(chosen) < max(SLICE_LINES, len(wanted)):
                chosen[arg] = None
                queue.append(arg)
    lines: list[str] = []
    for block in func.blocks:
        here = [value for value in block.values if value in chosen]
        if here:
            lines += [block_header(block), *(f"    {value_text(value)}" for value in here)]
    return lines


def _verdicts(decisions: Sequence[Decision], span: Span) -> list[str]:
    lines = [f"- {verdict_text(item)}" for item in decisions if item.span == span]
    return ["\n".join(lines)] if lines else []


def _fenced(language: str, text: str) -> str:
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}{language}\n{text.rstrip()}\n{fence}"
