"""Go to definition: from a name to where it is declared."""

from __future__ import annotations

from collections.abc import Callable

from lsprotocol import types

from server.build.snapshot import Snapshot
from server.compiler.syntax import nodes as ast
from server.features.describe import object_of
from server.features.hover import find_place
from server.features.positions import location_of


def definition(
    snapshot: Snapshot, params: types.DefinitionParams, cancelled: Callable[[], bool]
) -> types.Location | None:
    """The declaration of the name under the cursor; None for what no source declares."""
    place = find_place(snapshot, params.text_document.uri, params.position, cancelled)
    if place is None or not isinstance(place.path[-1], ast.Ident):
        return None
    obj = object_of(place.package.typed.info, place.path[-1])
    if obj is None or obj.span is None:
        return None
    return location_of(place.package.files, obj.span)
