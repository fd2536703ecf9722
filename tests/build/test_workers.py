"""The worker processes: objects come back, a worker that LLVM aborts is replaced, cancelling leaves none behind."""

import os
import threading
from pathlib import Path

import pytest

from server.build.progress import Cancelled
from server.build.worker import ChunkTask, PackageTask
from server.build.workers import Failure, WorkerPool, worker_environment

GOOD = 'define i64 @"main.f"(i64 %x) { %y = add i64 %x, NUMBER  ret i64 %y }'
BROKEN = "define i64 @f( {"
# The assembler of our LLVM knows its host alone; for another processor it gives up the process.
FATAL = 'define void @f() { call void asm sideeffect "nop", ""()  ret void }'
# A loop over a huge constant aggregate: LLVM is busy with it for many seconds.
SLOW = (
    "define void @f(ptr %p, ptr %q) {\n"
    + "".join(
        f"%v{n} = load volatile [40 x i64], ptr %p\nstore volatile [40 x i64] %v{n}, ptr %q\n" for n in range(4000)
    )
    + "ret void }"
)


def _task(text: str, goarch: str = "amd64") -> ChunkTask:
    return ChunkTask(text, "linux", goarch, 2)


def _ignore(_index: int) -> None:
    pass


def test_objects_in_order() -> None:
    with WorkerPool(2, lambda: False) as pool:
        done: list[int] = []
        tasks = [_task(GOOD.replace("NUMBER", str(n))) for n in range(6)]
        first = pool.compile(tasks, done.append)
        second = pool.compile(list(reversed(tasks)), _ignore)
    assert sorted(done) == list(range(6))
    assert all(isinstance(item, bytes) and item.startswith(b"\x7fELF") for item in first)
    assert len(set(first)) == 6
    assert list(reversed(second)) == first


def test_a_dead_worker_is_replaced() -> None:
    with WorkerPool(1, lambda: False) as pool:
        results = pool.compile([_task(FATAL, "arm64"), _task(BROKEN), _task(GOOD.replace("NUMBER", "1"))], _ignore)
    died, failed, good = results
    assert isinstance(died, Failure)
    assert died.died
    assert "signal" in died.reason
    assert isinstance(failed, Failure)
    assert not failed.died
    assert "expected" in failed.reason
    assert isinstance(good, bytes)


def test_cancelling_leaves_no_process() -> None:
    started = threading.Event()
    pool = WorkerPool(1, started.is_set)
    processes = []
    with pytest.raises(Cancelled), pool:  # noqa: PT012 - what must hold is that leaving the pool cleans up
        pool.warm_up()
        processes = [worker.process for worker in pool._workers]
        started.set()
        pool.compile([_task(SLOW)], _ignore)
    assert processes
    assert all(process is not None and process.returncode is not None for process in processes)


def test_unused_pool_starts_nothing() -> None:
    with WorkerPool(4, lambda: False) as pool:
        assert not pool._workers


def test_paths_of_workers_are_safe(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(["", ".", "relative", str(tmp_path)]))
    environment = worker_environment()
    assert environment["PYTHONPATH"] == str(tmp_path)
    assert environment["PYTHONSAFEPATH"] == "1"


def test_workers_that_have_read_packages_serve_one_build() -> None:
    """Another build with the same request may find other files."""
    with WorkerPool(1, lambda: False) as pool:
        pool.compile([_task(GOOD.replace("NUMBER", "1"))], _ignore)
        assert pool.can_serve_again(1)
        assert not pool.can_serve_again(0)
        pool.compile([PackageTask(b"", "example.com/p", {})], _ignore)
        assert not pool.can_serve_again(1)
