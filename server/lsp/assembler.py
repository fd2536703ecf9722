"""LLVM for the assembly view: one worker process, which stays while it is used.

Invariant: the process is gone `IDLE` seconds after the last question, when a question is cancelled, and when the server
ends.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Final

from server.build.progress import Cancelled as Stopped
from server.build.worker import ChunkTask
from server.build.workers import Failure, WorkerPool
from server.compiler.types.checker import Cancelled
from server.target import Target

IDLE: Final = 60.0  # seconds; its start takes half of one, and it holds a hundred megabytes
LEVEL: Final = 2  # of LLVM's optimisation, as in builds


class Assembler:
    """The worker and its end."""

    def __init__(self) -> None:
        self._pool: WorkerPool | None = None
        self._guard = threading.Lock()  # one question at a time, from whichever thread
        self._timer: asyncio.TimerHandle | None = None

    def assemble(self, text: str, target: Target, cancelled: Callable[[], bool]) -> bytes | Failure:
        """The object of a chunk, or why there is none. Raises the checker's Cancelled."""
        with self._guard:
            if cancelled():
                raise Cancelled
            idle = self._pool is not None
            pool = self._pool = self._pool or WorkerPool(1, cancelled)
            pool.cancelled = cancelled
            tasks = [ChunkTask(text, target.goos, target.goarch, LEVEL)]
            try:
                (result,) = pool.compile(tasks, lambda _: None)
                if idle and isinstance(result, Failure) and result.died:  # it may have died before it was asked
                    (result,) = pool.compile(tasks, lambda _: None)
            except Stopped:
                self._pool = None
                pool.__exit__(Stopped, None, None)  # its result would be taken for the next one's
                raise Cancelled from None
            return result

    def rest(self) -> None:
        """A question has been answered: end the process unless another one comes soon. For the event loop."""
        if self._timer is not None:
            self._timer.cancel()
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(IDLE, lambda: loop.run_in_executor(None, self.close))

    def close(self) -> None:
        """End the process."""
        with self._guard:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.__exit__(Stopped, None, None)
