"""Progress of the first load of the standard library's packages, told by whichever thread loads them.

Invariant: only the event loop touches the state; threads hand their news over to it.
"""

from __future__ import annotations

import asyncio
import uuid
from typing import TYPE_CHECKING, Final

from lsprotocol import types

from server.build.surfaces import LOADED

if TYPE_CHECKING:
    from server.lsp.server import BinderyServer

TITLE: Final = "Loading packages"
INTERVAL: Final = 0.1  # seconds between two reports: a client repaints for each


class Loading:
    """One progress at a time: of several threads that want packages, one loads them."""

    def __init__(self, owner: BinderyServer) -> None:
        self._owner = owner
        self._loop: asyncio.AbstractEventLoop | None = None
        self._path = LOADED  # what is being loaded
        self._shown: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Take the running event loop: news before that are nobody's."""
        self._loop = asyncio.get_running_loop()

    def notice(self, path: str) -> None:
        """A package is about to be loaded; `LOADED` when all are. Called from any thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._hear, path)

    def _hear(self, path: str) -> None:
        self._path = path
        window = self._owner.client_capabilities.window
        if path == LOADED or window is None or not window.work_done_progress:
            return
        if self._shown is None or self._shown.done():
            self._shown = asyncio.get_running_loop().create_task(self._show())

    async def _show(self) -> None:
        progress, token = self._owner.work_done_progress, str(uuid.uuid4())
        await progress.create_async(token)
        progress.begin(token, types.WorkDoneProgressBegin(TITLE))
        while self._path != LOADED:
            progress.report(token, types.WorkDoneProgressReport(message=self._path))
            await asyncio.sleep(INTERVAL)
        progress.end(token, types.WorkDoneProgressEnd())
        progress.tokens.pop(token, None)
