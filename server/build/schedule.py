"""Which package is compiled when, and where.

A package can be compiled when what it imports is. Of those that can be, the one goes first behind which most source
text waits. While the cache has packages, or one alone is to be compiled, this process does it, since it has everything
at hand; when several wait for the compiler and much source text is left, worker processes compile them side by side.

Invariant: the artefacts are the same in whatever order and wherever packages are compiled.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from heapq import heappop, heappush
from typing import Final

from server.build.artefact import PackageArtefact
from server.build.compilation import Compilation
from server.build.packages import LoadedPackage
from server.build.progress import Cancelled
from server.build.request import BuildRequest
from server.build.worker import PackageTask
from server.build.workers import Failure, WorkerPool

_WORTH_IT: Final = 300_000  # bytes of source text that are left, for which it pays to start processes


@dataclass(frozen=True, slots=True)
class Made:
    """A package that is settled: with its artefact, or with what is wrong; None, None: what it imports is wrong."""

    package: LoadedPackage
    artefact: PackageArtefact | None
    cached: bool = False
    failure: Failure | None = None  # of a worker that died


@dataclass(slots=True)
class Schedule:
    """The packages of one build. `order`: imports first."""

    order: Sequence[LoadedPackage]
    compilation: Compilation
    request: BuildRequest
    pool: WorkerPool | None  # None: this process compiles everything
    cancelled: Callable[[], bool]
    _ready: list[tuple[int, int]] = field(default_factory=list)  # heap of (-text behind it, number in order)
    _missing: list[tuple[int, int]] = field(default_factory=list)  # the same, of those that the cache lacks
    _running: set[int] = field(default_factory=set)
    _failed: set[str] = field(default_factory=set)  # packages with errors, and those that import them
    _left: int = 0  # bytes of source text of packages that are not settled
    _open: dict[int, int] = field(default_factory=dict)  # number of imports that are not settled
    _importers: dict[str, list[int]] = field(default_factory=dict)
    _weights: list[int] = field(default_factory=list)  # bytes of source text of a package and the longest way behind it
    _packed: bytes = b""  # the request as workers get it

    def run(self) -> Iterator[Made]:
        """Compile; each package as it is settled. Raises Cancelled."""
        self._prepare()
        while self._ready or self._missing or self._running:
            if self.cancelled():
                raise Cancelled
            yield from self._look_up()
            if not self._missing and not self._running:
                continue
            yield self._settle(self._in_worker() if self._goes_out() else self._here())

    def _prepare(self) -> None:
        known = {package.import_path for package in self.order}
        for number, package in enumerate(self.order):
            imports = known.intersection(package.imports)
            self._open[number] = len(imports)
            for path in imports:
                self._importers.setdefault(path, []).append(number)
        self._weights = [_size(package) for package in self.order]
        self._left = sum(self._weights)
        for number in reversed(range(len(self.order))):
            behind = (self._weights[one] for one in self._importers.get(self.order[number].import_path, ()))
            self._weights[number] += max(behind, default=0)
            if self._open[number] == 0:
                heappush(self._ready, (-self._weights[number], number))

    def _look_up(self) -> Iterator[Made]:
        """Settle what needs no compiler; afterwards what can be compiled is in `_missing`."""
        while self._ready:
            item = heappop(self._ready)
            package = self.order[item[1]]
            if self._failed.intersection(package.imports):
                yield self._settle(Made(package, None))
            elif (stored := self.compilation.stored(package)) is not None:
                yield self._settle(Made(package, stored, cached=True))
            else:
                heappush(self._missing, item)

    def _settle(self, made: Made) -> Made:
        package = made.package
        if made.artefact is None:
            self._failed.add(package.import_path)
        self._left -= _size(package)
        for number in self._importers.get(package.import_path, ()):
            self._open[number] -= 1
            if self._open[number] == 0:
                heappush(self._ready, (-self._weights[number], number))
        return made

    # Compiling

    def _goes_out(self) -> bool:
        if self.pool is None or self.compilation.cache is None or self.pool.jobs < 2:
            return False
        return bool(self._running) or (len(self._missing) > 1 and self._left >= _WORTH_IT)

    def _here(self) -> Made:
        package = self.order[heappop(self._missing)[1]]
        if self.pool is not None:
            self.pool.warm_up()
        return Made(package, self.compilation.compile(package))

    def _in_worker(self) -> Made:
        """Keep the workers busy; the next package that one of them has done."""
        assert self.pool is not None
        while self._missing and len(self._running) < self.pool.jobs:
            number = heappop(self._missing)[1]
            self._running.add(number)
            self.pool.submit(number, self._task(self.order[number]))
        number, result = self.pool.next_result()
        self._running.discard(number)
        package = self.order[number]
        if isinstance(result, Failure) and result.died:
            return Made(package, None, failure=result)
        # What went wrong in another way shows here again, with its diagnostics.
        artefact = None if isinstance(result, Failure) else self.compilation.made(package, result.decode())
        return Made(package, artefact or self.compilation.compile(package))

    def _task(self, package: LoadedPackage) -> PackageTask:
        if not self._packed:
            self._packed = pickle.dumps(replace(self.request, rebuild=False, jobs=1))
        return PackageTask(self._packed, package.import_path, self.compilation.keys_behind(package))


def _size(package: LoadedPackage) -> int:
    """Bytes of source text."""
    return sum(len(source.file.data) for source in package.files)
