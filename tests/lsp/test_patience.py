"""Answers that need not be complete: when they are, what goes on behind them, and when it ends."""

import asyncio
from collections.abc import Callable

import pytest

from server.lsp import patience
from server.lsp.patience import Patience


class Work:
    """Says something early, and ends when it may."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.begun, self.may_end, self.ended = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self.cancelled = False

    async def __call__(self, hear: Callable[[str], None]) -> str:
        hear(f"{self.name} early")
        self.begun.set()
        try:
            await self.may_end.wait()
        except asyncio.CancelledError:
            self.cancelled = True
            raise
        finally:
            self.ended.set()
        return f"{self.name} whole"


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """No moment is waited for."""
    monkeypatch.setattr(patience, "PATIENCE", 0.0)


async def test_what_is_ready_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "PATIENCE", 3600.0)
    work = Work("a")
    work.may_end.set()
    assert await Patience[str]().answer(work) == "a whole"


@pytest.mark.usefixtures("impatient")
async def test_work_goes_on_behind_an_early_answer_one_at_a_time() -> None:
    ours, first, second, third = Patience[str](), Work("a"), Work("b"), Work("c")
    assert await ours.answer(first) == "a early"
    assert await ours.answer(second) == "b early"
    await second.ended.wait()
    assert second.cancelled
    first.may_end.set()
    await first.ended.wait()
    assert not first.cancelled
    await asyncio.sleep(0)
    assert await ours.answer(third) == "c early"
    assert not third.ended.is_set()
    third.may_end.set()
    await third.ended.wait()
    assert not third.cancelled


async def test_who_gives_up_ends_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "PATIENCE", 3600.0)
    work = Work("a")
    asked = asyncio.ensure_future(Patience[str]().answer(work))
    await work.begun.wait()
    asked.cancel()
    await work.ended.wait()
    assert work.cancelled


async def test_a_failure_reaches_who_asked() -> None:
    async def fail(_: Callable[[str], None]) -> str:
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        await Patience[str]().answer(fail)
