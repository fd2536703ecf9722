"""Hover: the type of an expression, its value in the optimised SSA, and a whole function's SSA on its name.

The SSA of a function is the text of `bindery build -dump=FUNC:PASS` after the last pass. The SSA of an expression is a
slice of it (slices.py): the values computed for the smallest expression around the cursor, after what they are computed
from and before what uses them, and what was decided about it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from lsprotocol import types

from server.build.functions import CompiledFunction
from server.build.snapshot import CheckedPackage, Snapshot
from server.compiler.ir.print import print_func
from server.compiler.syntax import nodes as ast
from server.compiler.types.info import FuncBody
from server.features.describe import describe_node, layout_text, object_of
from server.features.details import details, origin, step_lines, verdict_text
from server.features.doc import comment_of
from server.features.enclosing import declaration_at, nodes_at
from server.features.positions import path_of, range_of
from server.features.slices import computed_extents, decisions_at, slice_text
from server.features.structlayout import structure_text
from server.source.file import File
from server.source.span import Span

LATER: Final = "SSA: not made yet; hover again in a moment."
VIEWS: Final = (("Show SSA", "goBindery.showSsa"), ("Show Assembly", "goBindery.showAssembly"))


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
    snapshot: Snapshot,
    params: types.HoverParams,
    cancelled: Callable[[], bool],
    with_types: bool = True,
    with_views: bool = False,
    early: Callable[[types.Hover | None], None] = lambda _: None,
) -> types.Hover | None:
    """What the compiler knows about the place; None where there is nothing to say.

    `with_views`: the client can open the views of a function. `early` hears what can be said before a function is
    compiled.
    """
    place = find_place(snapshot, params.text_document.uri, params.position, cancelled)
    if place is None or not place.path:
        return None
    node = place.path[-1]
    parts = _type_part(snapshot, place) if with_types else [*filter(None, [_structure_part(snapshot, place)])]
    if place.body is not None:
        early(_shown(place, node, [*parts, LATER]))
        compiled = place.package.functions.compiled(place.body, cancelled)
        on_name = node is place.body.decl.name
        if on_name and with_views and not compiled.obstacle:
            parts.append(_view_links(params))
        parts += _function_part(place, compiled) if on_name else _value_part(place, compiled)
    return _shown(place, node, parts) if parts else None


def _shown(place: Place, node: ast.Node, parts: list[str]) -> types.Hover:
    base = place.file.bases[place.decl.anchor]
    where = range_of(place.file.lines, base + node.start, base + node.end)
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, "\n\n".join(parts)), where)


def _type_part(snapshot: Snapshot, place: Place) -> list[str]:
    """Type or declaration, size and alignment, and the comment of what a name means."""
    text = describe_node(place.package, place.path)
    obj = object_of(place.package.typed.info, place.path[-1]) if isinstance(place.path[-1], ast.Ident) else None
    layout = "; ".join(filter(None, (layout_text(obj, snapshot.sizes), _structure_part(snapshot, place))))
    comment = comment_of(obj, place.package.files)
    return [part for part in (_fenced("go", text) if text else "", layout, comment) if part]


def _structure_part(snapshot: Snapshot, place: Place) -> str:
    """Padding and pointers of a struct, the offset of a field."""
    info = place.package.typed.info
    obj = object_of(info, place.path[-1]) if isinstance(place.path[-1], ast.Ident) else None
    return structure_text(obj, place.path, info, snapshot.target)


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


def _view_links(params: types.HoverParams) -> str:
    """Links to the extension's commands, with the function's place."""
    place = quote(json.dumps([params.text_document.uri, params.position.line]))
    return " · ".join(f"[{title}](command:{command}?{place})" for title, command in VIEWS)


def _value_part(place: Place, compiled: CompiledFunction) -> list[str]:
    """What was decided about the smallest expression that has a slice, or about a part of it; then the slice."""
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
    return [*verdicts, *parts, origin()] if parts or verdicts else []


def _verdicts(place: Place, compiled: CompiledFunction, node: ast.Node) -> list[str]:
    meant = object_of(place.package.typed.info, node) if isinstance(node, ast.Ident) else None
    found = decisions_at(compiled.decisions, node, place.span(node), meant)
    return ["\n".join([f"- {verdict_text(item)}", *step_lines(place.package, item)]) for item in found]


def _fenced(language: str, text: str) -> str:
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}{language}\n{text.rstrip()}\n{fence}"
