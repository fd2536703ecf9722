"""One code lens per function: a summary of what the compiler decided about it, or of what an edit changed in that.

`inline 57/80 · 2 escapes · 1 bounds check`; one that cannot be inlined says why in a few words, and one
that has no code says what it is blocked by (verdicts.py). `inline 78→83 ✗ · +1 escape` is a change (changes.py).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from lsprotocol import types

from server.build.baseline import Baseline
from server.build.functions import CompiledFunction
from server.build.revision import RevisionError
from server.build.snapshot import CheckedPackage, Snapshot
from server.compiler.types.info import FuncBody
from server.features.changes import Comparison, compare
from server.features.positions import path_of, range_of
from server.features.verdicts import ORIGIN, change_title, summarise, title

COMMAND: Final = "goBindery.showDecisions"  # the extension's; arguments: URI, line from 0


def code_lenses(
    snapshot: Snapshot,
    params: types.CodeLensParams,
    cancelled: Callable[[], bool],
    baseline: Baseline | None = None,
    at: int | None = None,
    changed: bool = False,
    complain: Callable[[str], None] = lambda _: None,
) -> list[types.CodeLens]:
    """The lenses of one document, in source order.

    `at` is the line whose function alone gets one; `changed` leaves out what is as it was in the baseline; `complain`
    hears why there is none.
    """
    path = path_of(params.text_document.uri)
    package = snapshot.package_of(path, cancelled)
    if package is None:
        return []
    try:
        comparison = compare(snapshot, package, path, baseline, cancelled) if baseline else None
    except RevisionError as error:
        complain(str(error))
        comparison = None
    lenses = []
    for body in package.typed.functions:
        extent = _extent(package, body, path)
        if extent is None or (at is not None and not extent.start.line <= at <= extent.end.line):
            continue
        text = _text(body, package.functions.compiled(body, cancelled), comparison, changed)
        if text:
            arguments = [params.text_document.uri, extent.start.line]
            command = types.Command(text, COMMAND, ORIGIN, arguments)
            lenses.append(types.CodeLens(types.Range(extent.start, extent.start), command))
    return lenses


def _extent(package: CheckedPackage, body: FuncBody, path: str) -> types.Range | None:
    """From a function's name to its end; None if it stands in another file."""
    file = package.files.file(path)
    if file is None or body.tree.anchor.path != path:
        return None
    base = file.bases[body.tree.anchor]
    return range_of(file.lines, base + body.decl.name.start, base + len(body.tree.text))


def _text(body: FuncBody, compiled: CompiledFunction, comparison: Comparison | None, changed: bool) -> str:
    """The lens of a function; "" for none."""
    changes = comparison.changes(body, compiled) if comparison is not None else []
    if changes:
        return change_title(changes)
    is_new = changes is None
    return "" if changed and not is_new else title(summarise(compiled))
