"""One code lens per function: a summary of what the compiler decided about it, or of what an edit changed in that.

`inline 57/80 · 2 escapes · 1 bounds check`; one that cannot be inlined says why in a few words, and one
that has no code says what it is blocked by (verdicts.py). `inline 78→83 ✗ · +1 escape` is a change (changes.py).
Function main of a program has others beside it, which build and run it.

A client asks for all lenses of a document after each edit, and shows those of a screen. So the answer waits for a
moment only: what is known, and what can be computed until then, small functions first. A lens that is not there yet has
no text; the client has it resolved when it comes into sight. Lenses never have the text of another version.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from lsprotocol import types

from server.build.functions import CompiledFunction
from server.build.revision import RevisionError
from server.build.snapshot import CheckedPackage, Snapshot
from server.compiler.types.checker import Cancelled
from server.compiler.types.info import FuncBody
from server.features.changes import Comparison, compare
from server.features.lenschoice import LensChoice, lens_data
from server.features.positions import path_of, range_of
from server.features.verdicts import ORIGIN, change_title, summarise, title

_MAIN: Final = "main"
COMMAND: Final = "goBindery.showDecisions"  # the extension's; arguments: URI, line and character from 0


def code_lenses(
    snapshot: Snapshot,
    params: types.CodeLensParams,
    cancelled: Callable[[], bool],
    choice: LensChoice | None = None,
) -> list[types.CodeLens]:
    """The lenses of one document, in source order; those without a command are to be resolved."""
    choice = choice or LensChoice()
    path = path_of(params.text_document.uri)
    package = snapshot.package_of(path, cancelled)
    if package is None:
        return []
    texts = _Texts(package, _comparison(snapshot, package, path, choice, cancelled), choice.changed)
    found = [(body, extent) for body in package.typed.functions if (extent := _extent(package, body, path)) is not None]
    lenses = list(_program_lenses(params.text_document.uri, package, found, choice))
    if choice.at is not None:
        found = [(body, extent) for body, extent in found if extent.start.line <= choice.at <= extent.end.line]
    bodies = [body for body, _ in found]
    # What is left out without changes can be told only once all is known.
    known = texts.until(bodies, None if choice.changed else choice.patience, cancelled)
    document = snapshot.document(path)
    data = [params.text_document.uri, document.version if document else 0]
    for body, extent in found:
        text = known.get(body)
        if text != "":
            place = types.Range(extent.start, extent.start)
            command = _command(params.text_document.uri, place, text) if text is not None else None
            lenses.append(types.CodeLens(place, command, None if command else data))
    return lenses


def _program_lenses(
    uri: str, package: CheckedPackage, found: Sequence[tuple[FuncBody, types.Range]], choice: LensChoice
) -> Iterator[types.CodeLens]:
    """What can be done with a program, on its function main."""
    if package.typed.package.name != _MAIN:
        return
    for body, extent in found:
        if body.decl.name.name == _MAIN and body.decl.recv is None:
            for text, command in choice.programs:
                yield types.CodeLens(types.Range(extent.start, extent.start), types.Command(text, command, None, [uri]))


def resolve_lens(
    snapshot: Snapshot,
    lens: types.CodeLens,
    cancelled: Callable[[], bool],
    choice: LensChoice | None = None,
) -> types.CodeLens:
    """The lens with its text; as it is when the document has changed since. Raises Cancelled."""
    uri, version = lens_data(lens)
    path = path_of(uri)
    package, document = snapshot.package_of(path, cancelled), snapshot.document(path)
    if package is None or document is None or document.version != version:
        return lens
    for body in package.typed.functions:
        extent = _extent(package, body, path)
        if extent is not None and extent.start == lens.range.start:
            comparison = _comparison(snapshot, package, path, choice or LensChoice(), cancelled)
            text = _Texts(package, comparison, False).text(body, cancelled)
            return types.CodeLens(lens.range, _command(uri, lens.range, text), lens.data)
    return lens


def _command(uri: str, place: types.Range, text: str) -> types.Command:
    return types.Command(text, COMMAND, ORIGIN, [uri, place.start.line, place.start.character])


def _comparison(
    snapshot: Snapshot, package: CheckedPackage, path: str, choice: LensChoice, cancelled: Callable[[], bool]
) -> Comparison | None:
    if choice.baseline is None:
        return None
    try:
        return compare(snapshot, package, path, choice.baseline, cancelled)
    except RevisionError as error:
        choice.complain(str(error))
        return None


def _extent(package: CheckedPackage, body: FuncBody, path: str) -> types.Range | None:
    """From a function's name to its end; None if it stands in another file."""
    file = package.files.file(path)
    if file is None or body.tree.anchor.path != path:
        return None
    base = file.bases[body.tree.anchor]
    return range_of(file.lines, base + body.decl.name.start, base + len(body.tree.text))


@dataclass(frozen=True, slots=True)
class _Texts:
    """The texts of one package's lenses."""

    package: CheckedPackage
    comparison: Comparison | None
    changed: bool

    def until(
        self, bodies: Sequence[FuncBody], patience: float | None, cancelled: Callable[[], bool]
    ) -> dict[FuncBody, str]:
        """The texts that are known after some seconds, None: all. Raises Cancelled."""
        if patience is None:
            return {body: self.text(body, cancelled) for body in bodies}
        end = time.monotonic() + patience
        functions = self.package.functions
        found: dict[FuncBody, str] = {}
        waiting = sorted(
            bodies, key=lambda body: (functions.ready(body) is None, functions.effort(body), len(body.tree.text))
        )
        for body in waiting:
            left = end - time.monotonic()
            if left < 0 or (functions.ready(body) is None and functions.effort(body) > left):
                continue
            try:
                found[body] = self.text(body, lambda: cancelled() or time.monotonic() > end)
            except Cancelled:
                if cancelled():
                    raise
        return found

    def text(self, body: FuncBody, cancelled: Callable[[], bool]) -> str:
        """The lens of a function; "" for none. Raises Cancelled."""
        compiled: CompiledFunction = self.package.functions.compiled(body, cancelled)
        changes = self.comparison.changes(body, compiled, cancelled) if self.comparison is not None else []
        if changes:
            return change_title(changes)
        is_new = changes is None
        return "" if self.changed and not is_new else title(summarise(compiled))
