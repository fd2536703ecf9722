"""Threads for analysis, so that the event loop never waits.

A piece of work is a function that takes `cancelled` and polls it. Cancelling the awaiting task (the client's
`$/cancelRequest`, or a newer edit) makes `cancelled()` true; the thread then ends by raising the checker's `Cancelled`.
Invariant: every flag that was handed out is in `_flags` until its work has ended, so that `close` can stop them all.
"""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

T = TypeVar("T")

THREADS: Final = 4  # a hover in one package must not queue behind the check of another
FRAMES: Final = 200_000  # Python frames: what the parser's limit on nesting can make the stages after it need
STACK: Final = 512 << 20  # bytes of address space per thread, committed only as far as it is used


def prepare_threads() -> None:
    """Set, for the whole process and once, the limits that deep nesting needs.

    The checker sets and restores both around each check; with several checks at a time one would restore them under
    another, unless they are the same before and after.
    """
    sys.setrecursionlimit(FRAMES)
    threading.stack_size(STACK)


class Worker:
    """The pool and the flags of the work it holds."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="analysis")
        self._flags: set[threading.Event] = set()

    async def run(self, work: Callable[[Callable[[], bool]], T]) -> T:
        """Run `work(cancelled)` in a thread; raises what it raises."""
        flag = threading.Event()
        self._flags.add(flag)
        future = self._pool.submit(work, flag.is_set)
        future.add_done_callback(lambda _: self._flags.discard(flag))
        try:
            return await asyncio.wrap_future(future)
        except asyncio.CancelledError:
            flag.set()
            raise

    def submit(self, work: Callable[[Callable[[], bool]], None]) -> None:
        """Run `work(cancelled)` in a thread when one is free; nobody waits for it."""
        flag = threading.Event()
        self._flags.add(flag)
        self._pool.submit(work, flag.is_set).add_done_callback(lambda _: self._flags.discard(flag))

    def close(self) -> None:
        """Ask all work to end, and take no more."""
        for flag in tuple(self._flags):
            flag.set()
        self._pool.shutdown(wait=False, cancel_futures=True)
