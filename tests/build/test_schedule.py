"""Packages compiled by worker processes are those that one process compiles; what is wrong with one is said once."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.build import schedule
from server.build.driver import open_build
from server.build.request import BuildRequest
from server.build.schedule import Made, Schedule
from server.build.worker import PackageTask, Task
from server.build.workers import Failure, WorkerPool
from server.target import find_target
from tests.cli.bindery import write_files

LEAF = """package {name}

type Pair[T any] struct{{ First, Second T }}

func (p Pair[T]) Swap() Pair[T] {{ return Pair[T]{{p.Second, p.First}} }}

func Add{name}(x, y int) int {{ return x + y }}

//go:noinline
func Keep(p *int) *int {{ return p }}
"""
FILES = {
    "go.mod": "module m\n\ngo 1.27\n",
    **{f"{name}/{name}.go": LEAF.format(name=name) for name in ("a", "b", "c")},
    "d/d.go": """package d

import (
	"m/a"
	"m/b"
)

func Sum(n int) int {
	p := a.Pair[int]{n, 1}.Swap()
	return a.Adda(p.First, *b.Keep(&n)) + b.Addb(n, n)
}
""",
    "e/e.go": 'package e\n\nimport "m/c"\n\nfunc Sum(n int) int { return *c.Keep(&n) }\n',
    "f/f.go": 'package f\n\nimport (\n\t"m/d"\n\t"m/e"\n)\n\nfunc Sum(n int) int { return d.Sum(n) + e.Sum(n) }\n',
}


class _Counting(WorkerPool):
    """A pool that knows what it was given."""

    sent: list[str]

    def submit(self, number: int, task: Task) -> None:
        if isinstance(task, PackageTask):
            self.sent.append(task.path)
        super().submit(number, task)


def _compile(folder: Path, cache: Path, jobs: int) -> tuple[dict[str, Made], list[str], _Counting]:
    """The packages that were settled, those with problems and those that were given to workers."""
    target = find_target("linux", "amd64")
    assert target is not None
    request = BuildRequest(["./..."], folder, target, cache=str(cache), jobs=jobs)
    compilation, packages = open_build(request)
    order = sorted((package for path, package in packages.items() if path.startswith("m/")), key=lambda one: one.name)
    pool = _Counting(jobs, lambda: False)
    pool.sent = []
    with pool:
        made = {one.package.name: one for one in Schedule(order, compilation, request, pool, lambda: False).run()}
    problems = compilation.front.problems.items()
    return made, [path for path, found in problems if found.items], pool


def _entries(cache: Path) -> dict[str, bytes]:
    kinds = ("package", "text", "uses", "export")
    return {str(path.relative_to(cache)): path.read_bytes() for kind in kinds for path in (cache / kind).rglob("*/*")}


def test_same_in_workers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "_WORTH_IT", 0)
    write_files(tmp_path, FILES)
    alone, _, none = _compile(tmp_path, tmp_path / "one", 1)
    assert not none.sent
    beside, _, pool = _compile(tmp_path, tmp_path / "two", 2)
    assert {"m/a", "m/b", "m/c"} <= set(pool.sent)
    assert {name: one.artefact for name, one in alone.items()} == {name: one.artefact for name, one in beside.items()}
    assert len(alone) == 6
    assert _entries(tmp_path / "one") == _entries(tmp_path / "two")
    again, _, pool = _compile(tmp_path, tmp_path / "two", 2)
    assert all(one.cached for one in again.values())
    assert not pool.sent


def test_a_package_with_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "_WORTH_IT", 0)
    write_files(tmp_path, {**FILES, "b/b.go": "package b\n\nfunc Addb(x, y int) int { return x + z }\n"})
    made, problems, _ = _compile(tmp_path, tmp_path / "cache", 2)
    assert problems == ["m/b"]
    assert [name for name, one in sorted(made.items()) if one.artefact is None] == ["b", "d", "f"]


def test_a_worker_that_dies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "_WORTH_IT", 0)
    write_files(tmp_path, FILES)
    dead = Failure("signal 9", died=True)
    monkeypatch.setattr(_Counting, "next_result", lambda pool: (WorkerPool.next_result(pool)[0], dead))
    made, _, _ = _compile(tmp_path, tmp_path / "cache", 2)
    assert made["a"].failure is dead
    assert made["d"].artefact is None
