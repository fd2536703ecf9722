"""References: where the name under the cursor is used, in the package of the document."""

from __future__ import annotations

from collections.abc import Callable

from lsprotocol import types

from server.build.snapshot import Snapshot
from server.compiler.syntax import nodes as ast
from server.compiler.syntax.walk import preorder
from server.compiler.types.objects import Func, Object
from server.features.describe import object_of
from server.features.hover import find_place
from server.features.positions import location_of
from server.source.span import Span


def references(
    snapshot: Snapshot, params: types.ReferenceParams, cancelled: Callable[[], bool]
) -> list[types.Location]:
    """The places in the order of files and text; the declaration among them if the client wants it."""
    place = find_place(snapshot, params.text_document.uri, params.position, cancelled)
    if place is None or not place.path or not isinstance(place.path[-1], ast.Ident):
        return []
    info = place.package.typed.info
    wanted = object_of(info, place.path[-1])
    if wanted is None:
        return []
    found = []
    for tree in place.package.trees.values():
        for decl in tree.decls:
            for node in preorder(decl.decl):
                if isinstance(node, ast.Ident) and _is_same(object_of(info, node), wanted):
                    declares = info.defs.get(node) is not None
                    if not declares or params.context.include_declaration:
                        found.append(location_of(place.package.files, Span(decl.anchor, node.start, node.end)))
    return [location for location in found if location is not None]


def _is_same(obj: Object | None, wanted: Object) -> bool:
    """Whether both are one object; methods of instances count as the generic type's."""
    return obj is not None and _origin(obj) is _origin(wanted)


def _origin(obj: Object) -> Object:
    while isinstance(obj, Func) and obj.origin is not None:
        obj = obj.origin
    return obj
