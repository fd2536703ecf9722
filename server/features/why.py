"""Code actions that show why: an allocation, a function that is not inlined, a bounds check that stays.

Each leads to the hover at its place, which has the steps of the reason, such as the path along which a value escapes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from lsprotocol import types

from server.build.snapshot import Snapshot
from server.compiler.ir.decisions import Decision, DecisionKind
from server.features.hover import find_place
from server.features.positions import path_of
from server.features.verdicts import is_allocation

COMMAND: Final = "goBindery.showWhy"  # the extension's; arguments: URI, line and character from 0
KIND: Final = "explain"


def why_actions(
    snapshot: Snapshot, params: types.CodeActionParams, cancelled: Callable[[], bool]
) -> list[types.CodeAction]:
    """An action for each decision on the line of the position that costs something."""
    uri, start = params.text_document.uri, params.range.start
    place = find_place(snapshot, uri, start, cancelled)
    if place is None or place.body is None:
        return []
    found: dict[str, types.CodeAction] = {}
    for item in place.package.functions.compiled(place.body, cancelled).decisions:
        title = _title(item)
        if not title or item.span is None:
            continue
        where = place.package.files.locate(item.span.outermost())
        line, character = place.file.lines.utf16_position(where.start)
        if where.path == path_of(uri) and line == start.line:
            command = types.Command(title, COMMAND, None, [uri, line, character])
            found.setdefault(title, types.CodeAction(title, KIND, command=command))
    return list(found.values())


def _title(item: Decision) -> str:
    """What is asked; "" of decisions that cost nothing."""
    subject = " ".join(item.subject.split())
    if is_allocation(item):
        return f"Show why {subject} {'moves' if item.kind is DecisionKind.MOVE else 'escapes'} to the heap"
    if item.kind is DecisionKind.BOUNDS_CHECK and item.verdict == "kept":
        return f"Show why the bounds check of {subject} stays"
    if item.kind is DecisionKind.INLINE and item.reason and item.verdict.startswith("cannot"):
        return f"Show why {subject} cannot be inlined"
    return ""
