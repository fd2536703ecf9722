"""The notes of a document, and those of them that can stand until the notes of the next version are known.

Notes come after errors. Without those of the version before they would vanish and come back with each keystroke.
Invariant: what is carried over belongs to a declaration whose text is the same, and stands at its new place.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from lsprotocol import types

from server import GO_VERSION
from server.build.snapshot import CheckedPackage
from server.compiler.syntax.nodes import DeclTree
from server.diagnostics.codes import marks
from server.diagnostics.data import Diagnostic
from server.features.diagnostics import SOURCE, to_protocol
from server.source.span import Anchor

# Where more is said of a note, by its code.
_EXPLAINED: Final = dict.fromkeys(
    (marks.LOOKUP.code, marks.LOOKUP_IMPORTED.code), "https://pkg.go.dev/reflect#Value.MethodByName"
)
NOTE_SOURCE: Final = f"{SOURCE}, as {GO_VERSION}"  # whose decision, and whose rules


@dataclass(frozen=True, slots=True)
class NoteSet:
    """Notes about one file of one version of a package."""

    package: CheckedPackage
    items: tuple[Diagnostic, ...]

    def shown(self) -> list[types.Diagnostic]:
        """In the protocol's form, in source order."""
        notes = [to_protocol(item, self.package.files) for item in self.items]
        for note in notes:
            note.source = NOTE_SOURCE
            if note.code in _EXPLAINED:
                note.code_description = types.CodeDescription(_EXPLAINED[note.code])
        notes.sort(key=lambda note: (note.range.start.line, note.range.start.character))
        return notes

    def carried_to(self, package: CheckedPackage) -> NoteSet:
        """Those about declarations that a later version has as well; of their steps likewise."""
        if package is self.package or not self.items:
            return self
        before, after = _trees(self.package), _trees(package)

        def stays(anchor: Anchor) -> bool:
            return anchor in after and before.get(anchor) is after[anchor]

        items = (item for item in self.items if item.span is not None and stays(item.span.anchor))
        kept = (
            replace(item, related=tuple(step for step in item.related if stays(step.span.anchor))) for item in items
        )
        return NoteSet(package, tuple(kept))


def _trees(package: CheckedPackage) -> dict[Anchor, DeclTree]:
    return {tree.anchor: tree for file in package.trees.values() for tree in file.decls}
