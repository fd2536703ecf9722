"""Code actions that change what the compiler decides: one bounds check for several, text without boxing its operands.

The compiler has the last word: each change is made in a copy of the workspace and the function is compiled there. It is
offered if it removes what it is meant to remove, makes nothing else of the function worse and adds no error. What
a user may notice stands in the title.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from lsprotocol import types

from server.build.documents import Document
from server.build.snapshot import Snapshot
from server.compiler.ir.decisions import Decision
from server.compiler.types.linkname import function_symbol
from server.diagnostics.data import Severity
from server.features.boundshint import bounds_hint
from server.features.fixes import Change, applied
from server.features.hover import Place, find_place
from server.features.noalloc import noalloc_mark
from server.features.plaintext import plain_text
from server.features.positions import range_of
from server.features.verdicts import FunctionSummary, differences, summarise

KIND: Final = types.CodeActionKind.RefactorRewrite


@dataclass(frozen=True, slots=True)
class Measure:
    """What a change is meant to reduce."""

    noun: str
    count: Callable[[FunctionSummary], int]


_CHECKS: Final = Measure("bounds checks", lambda summary: summary.bounds)
_ESCAPES: Final = Measure("escapes", lambda summary: len(summary.escapes))


def improvements(
    snapshot: Snapshot, params: types.CodeActionParams, cancelled: Callable[[], bool]
) -> list[types.CodeAction]:
    """What can be offered at the position. Raises Cancelled."""
    uri = params.text_document.uri
    place = find_place(snapshot, uri, params.range.start, cancelled)
    if place is None or place.body is None:
        return []
    compiled = place.package.functions.compiled(place.body, cancelled)
    before = summarise(compiled)
    if before.blocked or compiled.generic:
        return []
    found = []
    for title, changes, measure in _proposals(place, before, compiled.decisions):
        after: FunctionSummary | None = before
        if measure is not None:
            attempt = partial(_after, snapshot, place, uri, changes, cancelled)
            after = snapshot.trial(place.package, (place.file.path, changes), attempt)
        if after is None or (measure is not None and not _is_better(measure, before, after)):
            continue
        gain = f": {measure.count(before)} → {measure.count(after)} {measure.noun}" if measure is not None else ""
        edits = [types.TextEdit(range_of(place.file.lines, one.start, one.end), one.text) for one in changes]
        found.append(types.CodeAction(f"{title}{gain}", KIND, edit=types.WorkspaceEdit({uri: edits})))
    return found


def _proposals(
    place: Place, summary: FunctionSummary, decisions: Sequence[Decision]
) -> Iterator[tuple[str, tuple[Change, ...], Measure | None]]:
    """Titles and changes, with what they are to reduce; None for what changes no code."""
    hint = bounds_hint(place, decisions) if summary.bounds > 1 else None
    if hint is not None:
        yield *hint, _CHECKS
    plain = plain_text(place) if summary.escapes else None
    if plain is not None:
        yield *plain, _ESCAPES
    mark = noalloc_mark(place) if not summary.escapes else None
    if mark is not None:
        yield *mark, None


def _after(
    snapshot: Snapshot, place: Place, uri: str, changes: Sequence[Change], cancelled: Callable[[], bool]
) -> FunctionSummary | None:
    """The function's summary with the changes; None if they would add an error."""
    assert place.body is not None
    path = place.file.path
    changed = Document(uri, path, 0, applied(place.file.data, changes))
    package = snapshot.beside({**snapshot.documents, path: changed}).package_at(path, cancelled)
    known = {item.message for item in place.package.diagnostics}
    if any(item.row.severity is Severity.ERROR and item.message not in known for item in package.diagnostics):
        return None
    symbol = function_symbol(place.body.obj)
    body = next((one for one in package.typed.functions if function_symbol(one.obj) == symbol), None)
    return summarise(package.functions.compiled(body, cancelled)) if body is not None else None


def _is_better(measure: Measure, before: FunctionSummary, after: FunctionSummary) -> bool:
    worse = any(change.worse for change in differences(before, after))
    return not worse and measure.count(after) < measure.count(before)
