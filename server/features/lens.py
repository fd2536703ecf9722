"""One code lens per function: a summary of what the compiler decided about it.

`inline 57/80 · 2 escapes · 1 bounds check`; one that cannot be inlined says why in a few words, and one
that has no code says what it is blocked by (verdicts.py).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from lsprotocol import types

from server.build.snapshot import Snapshot
from server.features.positions import path_of, range_of
from server.features.verdicts import ORIGIN, summarise, title

COMMAND: Final = "goBindery.showDecisions"  # the extension's; arguments: URI, line from 0


def code_lenses(
    snapshot: Snapshot, params: types.CodeLensParams, cancelled: Callable[[], bool], at: int | None = None
) -> list[types.CodeLens]:
    """The lenses of one document, in source order; `at` is the line whose function alone gets one."""
    path = path_of(params.text_document.uri)
    package = snapshot.package_of(path, cancelled)
    file = package.files.file(path) if package else None
    if package is None or file is None:
        return []
    lenses = []
    for body in package.typed.functions:
        if body.tree.anchor.path != path:
            continue
        base, name = file.bases[body.tree.anchor], body.decl.name
        where = range_of(file.lines, base + name.start, base + name.end)
        last = range_of(file.lines, base, base + len(body.tree.text)).end.line
        if at is not None and not where.start.line <= at <= last:
            continue
        text = title(summarise(package.functions.compiled(body, cancelled)))
        arguments = [params.text_document.uri, where.start.line]
        lenses.append(types.CodeLens(where, types.Command(text, COMMAND, ORIGIN, arguments)))
    return lenses
