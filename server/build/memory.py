"""What a process that builds again and again keeps from build to build: packages as read, artefacts, objects, a worker.

Everything here is known by its content, or compared with the files before it is used. So a build with a memory gives
what a build without one gives.

Invariant: one build at a time uses a memory.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Final

from server.build.artefact import PackageArtefact
from server.build.keeping import Keeper
from server.build.progress import never_cancelled
from server.build.workers import WorkerPool
from server.garbage import rare_collection
from server.linker.memory import LinkMemory

_KEPT_ARTEFACTS: Final = 1024
_KEPT_WORKERS: Final = 2  # what an edit needs; a pool that has grown beyond that gives its memory back
_KEPT_KEEPERS: Final = 4  # by what decides how files are read


@dataclass(slots=True)
class Memory:
    """See the head of the file."""

    cancelled: Callable[[], bool] = never_cancelled  # of the build that runs
    objects: LinkMemory = field(default_factory=LinkMemory)
    later: list[Callable[[], None]] = field(default_factory=list)  # what a build leaves to be done; see `settle`
    _artefacts: OrderedDict[str, PackageArtefact] = field(default_factory=OrderedDict)  # by key
    _keepers: OrderedDict[object, Keeper] = field(default_factory=OrderedDict)
    _pool: WorkerPool | None = None  # its processes are running

    def keeper(self, world: object) -> Keeper:
        """The packages that were read in a world: target, tags, library, and what else decides how they are read."""
        keeper = self._keepers.setdefault(world, Keeper())
        self._keepers.move_to_end(world)
        while len(self._keepers) > _KEPT_KEEPERS:
            self._keepers.popitem(last=False)
        return keeper

    def artefact(self, key: str) -> PackageArtefact | None:
        """The artefact of a key, if it was met before."""
        return self._artefacts.get(key)

    def keep_artefact(self, key: str, artefact: PackageArtefact) -> None:
        """Remember an artefact."""
        self._artefacts[key] = artefact
        self._artefacts.move_to_end(key)
        while len(self._artefacts) > _KEPT_ARTEFACTS:
            self._artefacts.popitem(last=False)

    @contextmanager
    def workers(self, jobs: int, cancelled: Callable[[], bool]) -> Iterator[WorkerPool]:
        """A pool for one build: that of the last build, if that was a success and the pool may serve again."""
        pool, self._pool = self._pool or WorkerPool(jobs, cancelled), None
        pool.jobs, pool.cancelled = max(jobs, 1), cancelled
        with ExitStack() as ending:
            ending.enter_context(pool)
            yield pool
            if pool.can_serve_again(_KEPT_WORKERS):
                ending.pop_all()
                self._pool = pool

    def settle(self) -> None:
        """Do what the last build has left, for which nobody waits. The next build does it if nobody else has."""
        later, self.later = self.later, []
        with rare_collection():
            for one in later:
                one()

    def close(self) -> None:
        """Do what is left, end what runs."""
        self.settle()
        pool, self._pool = self._pool, None
        if pool is not None:
            with pool:
                pass
