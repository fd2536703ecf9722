"""What the user has to know about a setting that does not work, told once for each reason; any thread may find it.

Invariant: only the event loop touches the state; threads hand their news over to it.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from lsprotocol import types

if TYPE_CHECKING:
    from server.lsp.server import BinderyServer


class Complaints:
    """Messages to the user of one server."""

    def __init__(self, owner: BinderyServer) -> None:
        self._owner = owner
        self._loop: asyncio.AbstractEventLoop | None = None
        self._said: set[str] = set()

    def begin(self) -> None:
        """Take the running event loop: complaints before that are nobody's."""
        self._loop = asyncio.get_running_loop()

    def hear(self, text: str) -> None:
        """Something cannot be done, for this reason. Called from any thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._say, text)

    def _say(self, text: str) -> None:
        if text not in self._said:
            self._said.add(text)
            kind = types.MessageType.Warning
            self._owner.window_show_message(types.ShowMessageParams(kind, f"Go Bindery: {text}"))
