"""Inlay hints: `-> heap` behind what is allocated there, the padding bytes behind fields, the price of imports."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lsprotocol import types

from server.build.messages import Insight
from server.build.snapshot import CheckedPackage, Snapshot
from server.compiler.syntax import nodes as ast
from server.compiler.syntax.walk import preorder
from server.compiler.types.info import TypedPackage
from server.compiler.types.model import Struct
from server.compiler.types.sizes import Sizes
from server.features.buildmarks import import_hints
from server.features.positions import path_of
from server.features.structlayout import has_one_layout, padding_of
from server.features.verdicts import ORIGIN, is_allocation
from server.source.file import File


def inlay_hints(
    snapshot: Snapshot,
    params: types.InlayHintParams,
    cancelled: Callable[[], bool],
    heap: bool = False,
    padding: bool = False,
    insight: Insight | None = None,
    with_commands: bool = False,
) -> list[types.InlayHint]:
    """The hints of a part of a document, in source order.

    `insight`: what imports cost is wanted, and known. `with_commands`: the client has the extension's commands.
    """
    path = path_of(params.text_document.uri)
    package = snapshot.package_of(path, cancelled)
    file = package.files.file(path) if package else None
    if package is None or file is None or path not in package.trees:
        return []
    start, end = (
        file.lines.offset_of_utf16(place.line, place.character) for place in (params.range.start, params.range.end)
    )
    found: dict[int, types.InlayHint] = {}
    tree = package.trees[path]
    for decl in tree.decls:
        base = file.bases[decl.anchor]
        if base <= end and start <= base + len(decl.text):
            if padding:
                found |= {base + at: hint for at, hint in _padding(package.typed, decl, snapshot.sizes, file, base)}
            if insight is not None:
                found |= dict(import_hints(decl, file, insight, with_commands))
            if heap:
                found |= dict(_heap(package, decl, file, cancelled))
    return [found[at] for at in sorted(found) if start <= at <= end]


def _heap(
    package: CheckedPackage, decl: ast.DeclTree, file: File, cancelled: Callable[[], bool]
) -> Iterator[tuple[int, types.InlayHint]]:
    body = package.functions.bodies.get(decl)
    if body is None:
        return
    for item in package.functions.compiled(body, cancelled).decisions:
        if is_allocation(item) and item.span is not None and item.span.outermost().anchor is decl.anchor:
            place = package.files.locate(item.span.outermost())
            yield place.end, _hint(file, place.end, "-> heap", f"{item.reason or item.verdict}\n\n{ORIGIN}")


def _padding(
    typed: TypedPackage, decl: ast.DeclTree, sizes: Sizes, file: File, base: int
) -> Iterator[tuple[int, types.InlayHint]]:
    """Behind each field, by offset in the declaration."""
    assert decl.decl is not None
    for node in preorder(decl.decl):
        recorded = typed.info.types.get(node) if isinstance(node, ast.StructType) else None
        if not isinstance(node, ast.StructType) or recorded is None or not isinstance(recorded.type, Struct):
            continue
        if not has_one_layout(recorded.type):
            continue
        gaps = padding_of(recorded.type, sizes)
        last = -1
        for field in node.fields.fields:
            last += max(1, len(field.names))
            if last < len(gaps) and gaps[last]:
                unit = "byte" if gaps[last] == 1 else "bytes"
                text = f"+{gaps[last]} {unit} padding"
                yield field.end, _hint(file, base + field.end, text, f"{sizes.size_of(recorded.type)} bytes in all")


def _hint(file: File, at: int, text: str, tooltip: str) -> types.InlayHint:
    position = types.Position(*file.lines.utf16_position(at))
    return types.InlayHint(position, text, tooltip=tooltip, padding_left=True)
