"""Garbage goes while the user rests.

Types, packages and functions refer to each other, so old versions of them are garbage that only Python's cycle
collector finds. Left to itself it looks at young objects alone: a look at all would come after hundreds of millions of
new ones. Here it comes when nothing was asked or edited for a moment, for it stops all threads for some tenths of a
second, and only if enough was made since the last one. What that frees goes back to the system.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import sys
from collections.abc import Callable
from typing import Final

from server.lsp.worker import Worker

REST: Final = 1.0  # seconds without a message: most who type go on sooner
GROWN: Final = 1.2  # of the blocks of memory that the last look left: a full look costs as much as all there is


class Tidying:
    """The rests of one server."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self._timer: asyncio.TimerHandle | None = None
        self._left = 0  # blocks of memory after the last look
        self._looking = False

    def postpone(self) -> None:
        """The client has asked or told something: rest begins anew."""
        self.close()
        self._timer = asyncio.get_running_loop().call_later(REST, self._begin)

    def close(self) -> None:
        """The server ends."""
        if self._timer is not None:
            self._timer.cancel()

    def _begin(self) -> None:
        if not self._looking and sys.getallocatedblocks() > GROWN * self._left:
            self._looking = True
            self._worker.submit(self._tidy)

    def _tidy(self, _: Callable[[], bool]) -> None:
        gc.collect()
        self._left = sys.getallocatedblocks()
        _give_back()
        self._looking = False


def _give_back() -> None:
    """Have the C library give pages that are free to the system, where it keeps them: glibc does."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
