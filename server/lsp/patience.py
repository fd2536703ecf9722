"""Answers that need not be complete: after a moment, what can be said already.

What is left is made nevertheless, so that the next question finds it; of one question at a time, for nobody waits for
it. Cancelling an answer that is still waited for ends its work.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Final, Generic, TypeVar

PATIENCE: Final = 0.25  # seconds: about as long as an editor waits before it asks

R = TypeVar("R")


class Patience(Generic[R]):
    """The answers to one kind of question."""

    def __init__(self) -> None:
        self._lingering: asyncio.Task[R] | None = None  # answered already, going on

    async def answer(self, work: Callable[[Callable[[R], None]], Coroutine[Any, Any, R]]) -> R:
        """What the work ends in; or what it told before, from any thread, when it takes longer than a moment."""
        loop, said, early = asyncio.get_running_loop(), asyncio.Event(), list[R]()

        def hear(value: R) -> None:
            early.append(value)
            loop.call_soon_threadsafe(said.set)

        task = loop.create_task(work(hear))
        word = loop.create_task(said.wait())
        try:
            await asyncio.wait((task,), timeout=PATIENCE)
            await asyncio.wait((task, word), return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            task.cancel()
            raise
        finally:
            word.cancel()
        if task.done():
            return task.result()
        self._let_linger(task)
        return early[-1]

    def _let_linger(self, task: asyncio.Task[R]) -> None:
        if self._lingering is not None and not self._lingering.done():
            task.cancel()  # else whoever moves about would never see the first one ready
        else:
            self._lingering = task
