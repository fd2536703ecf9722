"""Threads for analysis: results, failures and cancellation reach who waits."""

import asyncio
import threading
from collections.abc import Callable

import pytest

from server.lsp.worker import Worker


async def test_results_and_failures() -> None:
    worker = Worker()
    assert await worker.run(lambda _: 42) == 42

    def fail(_: Callable[[], bool]) -> None:
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        await worker.run(fail)
    worker.close()


@pytest.mark.parametrize("how", ["cancel", "close"])
async def test_work_hears_of_its_cancellation(how: str) -> None:
    worker, started, ended = Worker(), threading.Event(), threading.Event()
    pause = threading.Event()

    def work(cancelled: Callable[[], bool]) -> None:
        started.set()
        while not cancelled():
            pause.wait(0.001)
        ended.set()

    task = asyncio.ensure_future(worker.run(work))
    await asyncio.to_thread(started.wait, 60)
    if how == "cancel":
        task.cancel()
    else:
        worker.close()
    assert await asyncio.to_thread(ended.wait, 60)
    if how == "cancel":
        with pytest.raises(asyncio.CancelledError):
            await task
    else:
        assert await task is None
    worker.close()
