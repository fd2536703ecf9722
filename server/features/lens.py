"""One code lens per function: a summary of what the compiler decided about it.

`2 bounds checks kept · 1 removed · 1 moved to heap`; a function without a decision says so, and one that has no code
says what it is blocked by.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

from lsprotocol import types

from server.build.functions import CompiledFunction
from server.build.snapshot import Snapshot
from server.compiler.ir.decisions import Decision, DecisionKind
from server.features.positions import path_of, range_of

COMMAND: Final = "goBindery.showDecisions"  # the extension's; arguments: URI, line from 0

SEPARATOR: Final = " · "
WIDTH: Final = 80  # characters of an error message in a lens

# What is counted and how it is worded, in this order: kind, start of the verdict, singular, plural, short form when the
# entry before it named the same thing.
WORDS: Final = (
    (DecisionKind.BOUNDS_CHECK, "kept", "bounds check kept", "bounds checks kept", ""),
    (DecisionKind.BOUNDS_CHECK, "removed", "bounds check removed", "bounds checks removed", "removed"),
    (DecisionKind.NIL_CHECK, "kept", "nil check kept", "nil checks kept", ""),
    (DecisionKind.NIL_CHECK, "removed", "nil check removed", "nil checks removed", "removed"),
    (DecisionKind.ESCAPE, "moved to heap", "moved to heap", "moved to heap", ""),
    (DecisionKind.ESCAPE, "escapes to heap", "escapes to heap", "escape to heap", ""),
    (DecisionKind.DEAD_CODE, "removed", "dead branch removed", "dead branches removed", ""),
)


def code_lenses(
    snapshot: Snapshot, params: types.CodeLensParams, cancelled: Callable[[], bool]
) -> list[types.CodeLens]:
    """The lenses of one document, in source order."""
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
        title = summary(package.functions.compiled(body, cancelled))
        arguments = [params.text_document.uri, where.start.line]
        lenses.append(types.CodeLens(where, types.Command(title, COMMAND, arguments=arguments)))
    return lenses


def summary(compiled: CompiledFunction) -> str:
    """The title of a function's lens."""
    if not compiled.funcs:
        return f"blocked: {_shortened(compiled.obstacle)}"
    return _counts(compiled.decisions) or "no checks, nothing on the heap"


def _counts(decisions: Sequence[Decision]) -> str:
    counts: Counter[int] = Counter()
    for item in decisions:
        for row, (kind, verdict, *_) in enumerate(WORDS):
            if item.kind is kind and item.verdict.startswith(verdict):
                counts[row] += 1
    parts: list[str] = []
    named: DecisionKind | None = None
    for row, (kind, _, singular, plural, short) in enumerate(WORDS):
        if counts[row]:
            words = singular if counts[row] == 1 else plural
            parts.append(f"{counts[row]} {short if short and named is kind else words}")
            named = kind
    return SEPARATOR.join(parts)


def _shortened(message: str) -> str:
    line = message.partition("\n")[0]
    return line if len(line) <= WIDTH else line[: WIDTH - 1] + "…"
