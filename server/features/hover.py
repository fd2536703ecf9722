"""Hover: the type of an expression, its value in the optimised SSA, and a whole function's SSA on its name.

The SSA of a function is the text of `bindery build -dump=FUNC:PASS` after the last pass. The SSA of an expression is a
slice of it (slices.py): the values computed for the smallest expression around the cursor, after what they are computed
from and before what uses them, and what was decided about it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lsprotocol import types

from server.build.functions import CompiledFunction
from server.build.snapshot import CheckedPackage, Snapshot
from server.compiler.ir.print import print_func
from server.compiler.syntax import nodes as ast
from server.compiler.types.info import FuncBody
from server.features.describe import describe_node, layout_text, object_of
from server.features.details import details, origin, verdict_text
from server.features.doc import comment_of
from server.features.enclosing import declaration_at, nodes_at
from server.features.positions import path_of, range_of
from server.features.slices import computed_extents, decisions_at, slice_text
from server.source.file import File
from server.source.span import Span


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
    """The slice of the smallest expression that has one, and what was decided about it or about a part of it."""
    # The cursor means the innermost expression; optimisation may have left a value only for one around it.
    nodes = [node for node in reversed(place.path) if not isinstance(node, ast.BlockStmt)]
    computed = computed_extents(compiled.funcs)
    extent = next((span for span in map(place.span, nodes) if span in computed), None)
    parts = []
    if extent is not None:
        text = place.decl.text[extent.start : extent.end].decode("utf-8", "replace")
        ssa = _fenced("text", slice_text(computed[extent], extent))
        parts += [f"SSA of `{' '.join(text.split())}`:", ssa]
    looked = nodes[: 1 + next((at for at, node in enumerate(nodes) if place.span(node) == extent), 0)]
    lines = dict.fromkeys(line for node in looked for line in _verdicts(place, compiled, node))
    verdicts = ["\n".join(lines)] if lines else []
    return [*parts, *verdicts, origin()] if parts or verdicts else []


def _verdicts(place: Place, compiled: CompiledFunction, node: ast.Node) -> list[str]:
    meant = object_of(place.package.typed.info, node) if isinstance(node, ast.Ident) else None
    found = decisions_at(compiled.decisions, node, place.span(node), meant)
    return [f"- {verdict_text(item)}" for item in found]


def _fenced(language: str, text: str) -> str:
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}{language}\n{text.rstrip()}\n{fence}"
