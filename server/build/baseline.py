"""What the open documents are compared with: the files on disk, or those of a git revision.

Invariant: what is computed for a comparison is kept in stores of its own. The newest version's store, from which the
next edit goes on, does not see it; only the standard library is shared.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from server.build.documents import Document
from server.build.revision import HIDDEN, RevisionError, overlay_of
from server.build.snapshot import Snapshot
from server.build.workspace import Views
from server.target import Target

SAVED: Final = "saved"


class Baseline:
    """One thing to compare with, for one server; shared by all threads."""

    def __init__(self, views: Views, revision: str = SAVED) -> None:
        """`views` are those of the newest version; `revision` is SAVED or what git knows."""
        self.revision = revision
        self._views = views.beside()
        self._overlays: dict[Path, Mapping[str, Document]] = {}  # by folder
        self._guard = threading.Lock()

    def before(self, snapshot: Snapshot, path: str) -> Snapshot | None:
        """The workspace to compare a document of a snapshot with; None when it had no such file, or equals it.

        Raises RevisionError.
        """
        if self.revision == SAVED:
            changed = any(_differs(document) for document in snapshot.documents.values())
            return self._snapshot({}, snapshot) if changed and Path(path).is_file() else None
        with self._guard:
            folder = _folder_of(Path(path), snapshot.roots)
            if folder not in self._overlays:
                self._overlays[folder] = self._overlay(folder)
            overlay = self._overlays[folder]
        known = overlay[path].data if path in overlay else None
        existed = known != HIDDEN if known is not None else Path(path).is_file()
        return self._snapshot(overlay, snapshot) if existed else None

    def forget(self) -> None:
        """Files or the repository may have changed."""
        with self._guard:
            self._overlays.clear()

    def keep(self, targets: Iterable[Target], paths: Collection[str]) -> None:
        """Forget what was computed for other targets than these, and for packages that no longer have an open file."""
        self._views.keep(targets, paths)

    def _snapshot(self, documents: Mapping[str, Document], like: Snapshot) -> Snapshot:
        return Snapshot(documents, self._views.store(like.target), like.roots)

    def _overlay(self, folder: Path) -> Mapping[str, Document]:
        texts = overlay_of(folder, self.revision)
        return {path: Document(path, path, 0, data, path.endswith(".go")) for path, data in texts.items()}


def _differs(document: Document) -> bool:
    """Whether a document holds other text than the disk."""
    try:
        return Path(document.path).read_bytes() != document.data
    except OSError:
        return True


def _folder_of(path: Path, roots: Sequence[str]) -> Path:
    """The repository of a file, or the folder of the workspace in it. Raises RevisionError."""
    repository = next((parent for parent in path.parents if (parent / ".git").exists()), None)
    if repository is None:
        raise RevisionError(f"{path.parent} is in no git repository: there is no revision to compare with")
    inside = [Path(root) for root in roots if path.is_relative_to(root) and Path(root).is_relative_to(repository)]
    return max(inside, key=lambda root: len(root.parts), default=repository)
