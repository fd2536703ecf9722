"""Decisions as diagnostics: warnings about allocations where `//bindery:noalloc` forbids them, and hints on demand;
behind them what the last build found (buildmarks.py).

Both carry the reason's steps (the path along which a value escapes) as related places. They are the decisions of our
compiler, which follows the rules of the Go version that it says.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Final

from server.build.messages import Insight
from server.build.snapshot import CheckedPackage, Snapshot
from server.build.workspace import Workspace
from server.compiler.ir.decisions import Decision, DecisionKind
from server.compiler.syntax.nodes import DeclTree
from server.diagnostics.codes import decisions as codes
from server.diagnostics.data import Diagnostic, Related
from server.features.buildmarks import build_marks
from server.features.notesets import NoteSet
from server.features.verdicts import is_allocation

NOALLOC: Final = "bindery:noalloc"

# The kinds that a user can ask for (setting `goBindery.decisions.show`), and the decisions that each shows.
SHOWN: Final[dict[str, tuple[DecisionKind, ...]]] = {
    "inline": (DecisionKind.INLINE, DecisionKind.CALL, DecisionKind.DEVIRTUAL),
    "escape": (DecisionKind.ESCAPE, DecisionKind.MOVE, DecisionKind.LEAK),
    "bounds": (DecisionKind.BOUNDS_CHECK,),
    "nil": (DecisionKind.NIL_CHECK,),
    "dead": (DecisionKind.DEAD_CODE, DecisionKind.DEAD_STORE, DecisionKind.CONSTANT),
}


def decision_notes(
    snapshot: Snapshot, path: str, cancelled: Callable[[], bool], show: Collection[str] = ()
) -> tuple[CheckedPackage, list[Diagnostic]] | None:
    """What there is to say about a file: warnings, and hints of the kinds in `show`; None for an unknown file.

    Raises Cancelled.
    """
    package = snapshot.package_of(path, cancelled)
    if package is None or path not in package.trees:
        return None
    wanted = {kind for name in show for kind in SHOWN.get(name, ())}
    found: list[Diagnostic] = []
    for tree in package.trees[path].decls:
        forbids = forbids_allocation(tree)
        if not wanted and not forbids:
            continue
        body = package.functions.bodies.get(tree)
        if body is None:
            continue
        for item in package.functions.compiled(body, cancelled).decisions:
            found += _notes(item, wanted, forbids)
    return package, list({_said(item): item for item in found}.values())


def document_notes(
    workspace: Workspace, path: str, show: Collection[str], insight: Insight | None, cancelled: Callable[[], bool]
) -> NoteSet | None:
    """The same for an open document, in the view of its target, and what a build found. Raises Cancelled."""
    found = decision_notes(workspace.view(path), path, cancelled, show)
    if found is None:
        return None
    package, notes = found
    marks = build_marks(package, path, insight) if insight is not None else ()
    return NoteSet(package, (*notes, *marks))


def forbids_allocation(tree: DeclTree) -> bool:
    """Whether a declaration is marked `//bindery:noalloc`."""
    return any(directive.name == NOALLOC for directive in tree.directives)


def _notes(item: Decision, wanted: Collection[DecisionKind], forbids: bool) -> Iterator[Diagnostic]:
    if item.span is None:
        return
    span = item.span.outermost()  # of inlined code, the call: the code may stand in another file
    steps = tuple(Related(step.span.outermost(), step.text) for step in item.steps if step.span is not None)
    if forbids and is_allocation(item):
        yield Diagnostic(codes.NOALLOC, span, (item.subject, item.verdict), steps, item.reason)
    elif item.kind in wanted:
        yield Diagnostic(codes.DECISION, span, (_text(item),), steps, "" if item.message else item.reason)


def _said(item: Diagnostic) -> object:
    """What tells one note from another: several copies of inlined code say the same about one call."""
    span = item.span
    return item.row.code, item.args, span and (span.anchor, span.start, span.end)


def _text(item: Decision) -> str:
    """gc's words where gc has some."""
    return item.message or f"{item.kind.value} of {' '.join(item.subject.split())}: {item.verdict}"
