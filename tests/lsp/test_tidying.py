"""Garbage in cycles goes while the user rests, and nobody looks for it when little was made."""

import asyncio
import gc
import weakref
from collections.abc import Iterator

import pytest

from server.lsp import tidying
from server.lsp.tidying import Tidying
from server.lsp.worker import Worker


class Ring:
    """An object that refers to itself."""

    def __init__(self) -> None:
        self.itself = self


async def idle(worker: Worker) -> None:
    """Give timers their turn, and wait until the work that they began has ended."""
    for _ in range(3):
        await asyncio.sleep(0)
    while worker._flags:
        await asyncio.sleep(0)


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The generations that were looked at; nobody but the server looks, and it does as soon as it can."""
    found: list[int] = []

    def note(phase: str, info: dict[str, int]) -> None:
        if phase == "stop":
            found.append(info["generation"])

    monkeypatch.setattr(tidying, "REST", 0.0)
    gc.disable()
    gc.callbacks.append(note)
    yield found
    gc.callbacks.remove(note)
    gc.enable()


@pytest.mark.usefixtures("looks")
async def test_a_ring_goes() -> None:
    gone, worker = asyncio.Event(), Worker()
    loop = asyncio.get_running_loop()
    known = weakref.ref(Ring(), lambda _: loop.call_soon_threadsafe(gone.set))
    assert known() is not None
    Tidying(worker).postpone()
    await asyncio.wait_for(gone.wait(), 60)
    await idle(worker)
    worker.close()


async def test_who_made_little_is_left_alone(looks: list[int]) -> None:
    worker = Worker()
    ours = Tidying(worker)
    for _ in range(3):
        ours.postpone()
        await idle(worker)
    assert looks == [2]
    worker.close()
