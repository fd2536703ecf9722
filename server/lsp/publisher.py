"""Publishes diagnostics: a moment after the last edit, computed outside the event loop, never for an old version.

Each edit restarts one task: pause, take the workspace, check every package with an open document (the edited one
first; the unchanged ones answer from memory), publish. What there is to say about decisions follows when all errors
are out: it is added to what was published for the open documents. Until then, what was said about declarations that are
unchanged stays. Restarting cancels the work under way. The first edit after a quiet moment does not pause: only those
that follow each other quickly are gathered, and a save says that there are no more.

Invariant: a task that was replaced never publishes, because cancellation reaches it at its next await and publishing
does not await.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Iterator
from copy import copy
from functools import partial
from typing import TYPE_CHECKING, Final

from lsprotocol import types

from server.build.messages import Insight
from server.build.workspace import Workspace
from server.features.diagnostics import document_diagnostics
from server.features.findings import Findings
from server.features.modfiles import is_module_file, module_file_diagnostics
from server.features.positions import path_of
from server.lsp.afterwards import late
from server.lsp.worker import Worker

if TYPE_CHECKING:
    from server.features.notes import document_notes
    from server.features.notesets import NoteSet
else:
    document_notes = late("notes", "document_notes")

logger = logging.getLogger(__name__)

PAUSE: Final = 0.03  # seconds after the last keystroke
QUIET: Final = 0.15  # seconds without an edit after which one counts as the first


class Publisher:
    """Keeps what the client shows equal to what the newest text says."""

    def __init__(
        self,
        worker: Worker,
        workspace: Callable[[], Workspace],
        publish: Callable[[types.PublishDiagnosticsParams], None],
        afterwards: Callable[[], None],
        insight_of: Callable[[str], Insight | None],
    ) -> None:
        """`afterwards` is called each time when all has been published; `insight_of` tells what a build found out."""
        self._worker = worker
        self._workspace = workspace
        self._publish = publish
        self._afterwards = afterwards
        self._insight_of = insight_of
        self._task: asyncio.Task[None] | None = None
        self._hurried: asyncio.Future[None] | None = None  # done when the task shall not pause, or no longer
        self._edited_at = -QUIET  # by the event loop's clock
        self._shown: dict[str, types.PublishDiagnosticsParams] = {}  # the last publication, by path
        self._noted: dict[str, tuple[Collection[str], NoteSet]] = {}  # the last notes and their kinds, by path
        self.enabled = True
        self.notes: Collection[str] | None = ()  # kinds of decisions to show beside warnings; None: not even those

    def schedule(self, edited: str | None = None) -> None:
        """Something changed: `edited` is the path of the document, None when it may be anything."""
        if self._task is not None:
            self._task.cancel()
        loop = asyncio.get_running_loop()
        pause = PAUSE if loop.time() - self._edited_at < QUIET else 0
        hurried = self._hurried = loop.create_future()
        self._edited_at = loop.time()
        self._task = loop.create_task(self._run(edited, pause, hurried))

    def hurry(self) -> None:
        """Pause no longer: nobody is typing."""
        if self._hurried is not None and not self._hurried.done():
            self._hurried.set_result(None)

    def restart(self) -> None:
        """Publish everything again, whatever the client has."""
        self._shown.clear()
        self.schedule()

    async def _run(self, edited: str | None, pause: float, hurried: asyncio.Future[None]) -> None:
        await asyncio.wait((hurried,), timeout=pause)
        workspace = self._workspace()
        found = Findings(workspace)
        if self.enabled:
            for path in _open_paths(workspace, edited):
                if not found.covers(path):
                    for file in await self._check(workspace, path, found):
                        if not found.waits(file):
                            self._show(workspace, self._with_last_notes(workspace, found.of(file)))
            for file in found.files():
                self._show(workspace, self._with_last_notes(workspace, found.of(file)))
        noted = set() if self.notes is None else workspace.documents.keys()  # seen to below
        for path in self._shown.keys() - found.files() - noted:
            self._clear(workspace, path)
        self._noted = {path: last for path, last in self._noted.items() if path in workspace.documents}
        self._afterwards()
        if self.notes is not None:
            for path in _open_paths(workspace, edited):
                await self._add_notes(workspace, path, found, self.notes)

    async def _check(self, workspace: Workspace, path: str, found: Findings) -> Collection[str]:
        """Check the package of a file; the files that it has something to say about."""
        try:
            if is_module_file(path):
                publications = {path: module_file_diagnostics(workspace.documents[path])}
            else:
                publications = await self._worker.run(partial(document_diagnostics, workspace, path))
        except Exception:  # a fault of ours in one package must not silence the others
            logger.exception("cannot check the package of %s", path)
            publications = {}  # what was shown before is not known to hold any more: it is cleared
        found.add(path, publications)
        return publications

    async def _add_notes(self, workspace: Workspace, path: str, found: Findings, kinds: Collection[str]) -> None:
        """Publish what is said about decisions in an open document, behind its errors."""
        document, insight = workspace.documents[path], self._insight_of(path)
        work = partial(document_notes, workspace, path, kinds, insight)
        try:
            made = await self._worker.run(work) if document.is_go else None
        except Exception:  # a fault of ours in one function must not silence the others
            logger.exception("cannot say what was decided in %s", path)
            made = None
        self._noted.pop(path, None)
        if made is not None:
            self._noted[path] = kinds, made
        notes = made.shown() if made is not None else []
        if path in found.files():
            publication = copy(found.of(path))
        elif notes or path in self._shown:
            publication = types.PublishDiagnosticsParams(document.uri, [], document.version)
        else:
            return
        publication.diagnostics = [*publication.diagnostics, *notes]
        self._show(workspace, publication)

    def _with_last_notes(
        self, workspace: Workspace, publication: types.PublishDiagnosticsParams
    ) -> types.PublishDiagnosticsParams:
        """Errors, and what can be said already about decisions."""
        path = path_of(publication.uri)
        kinds, last = self._noted.get(path, (None, None))
        package = workspace.view(path).checked(path) if last is not None else None
        if last is None or package is None or path not in workspace.documents or kinds != self.notes:
            return publication
        both = copy(publication)
        both.diagnostics = [*publication.diagnostics, *last.carried_to(package).shown()]
        return both

    def _show(self, workspace: Workspace, publication: types.PublishDiagnosticsParams) -> None:
        path = path_of(publication.uri)
        shown = self._shown.get(path)
        if publication == shown:
            return
        if path not in workspace.documents and not publication.diagnostics and shown is None:
            return  # nothing is wrong with a file that nobody looks at
        self._shown[path] = publication
        self._publish(publication)

    def _clear(self, workspace: Workspace, path: str) -> None:
        shown = self._shown.pop(path)
        if shown.diagnostics:
            document = workspace.documents.get(path)
            uri = document.uri if document else shown.uri
            self._publish(types.PublishDiagnosticsParams(uri, [], document.version if document else None))


def _open_paths(workspace: Workspace, first: str | None) -> Iterator[str]:
    if first is not None and first in workspace.documents:
        yield first
    yield from (path for path in workspace.documents if path != first)
