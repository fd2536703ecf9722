"""Hands objects to the linker: from the cache, or compiled now in the worker processes.

Invariant: an object that came out of a worker is in the cache before the linker sees it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from server.build.artefact import ChunkTexts, DamagedEntry
from server.build.cache import Cache
from server.build.identity import backend_identity, digest
from server.build.pack import Entry
from server.build.progress import ChunkDone, Events
from server.build.worker import ChunkTask
from server.build.workers import Failure, WorkerPool
from server.diagnostics.codes import build as codes
from server.diagnostics.data import Diagnostic
from server.linker.interface import ChunkRef
from server.linker.memory import LinkMemory
from server.target import Target

_KIND = "object"


class CodegenFailed(Exception):
    """LLVM gave no object for some chunks."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        super().__init__("\n".join(item.message for item in diagnostics))
        self.diagnostics = tuple(diagnostics)


@dataclass(slots=True)
class ChunkProvider:
    """An ObjectProvider over the cache and a pool of workers."""

    target: Target
    level_of: Callable[[str], int]  # LLVM's optimisation level by import path
    pool: WorkerPool
    cache: Cache | None
    texts_of: Callable[[str], ChunkTexts]  # by import path; compiles the package again when they are gone
    events: Events
    memory: LinkMemory | None = None  # of the objects that earlier links have read
    known: dict[str, bytes] = field(default_factory=dict)  # objects this build has already handed out, by chunk key
    _done: int = 0
    _total: int = 0

    def objects(self, wanted: Sequence[ChunkRef]) -> Sequence[bytes]:
        """The objects in the order asked for. Raises CodegenFailed, Cancelled."""
        missing = [ref for ref in dict.fromkeys(wanted) if not self._find(ref)]
        if missing:
            self._compile(missing)
        return [self.known[ref.key] for ref in wanted]

    def entry_of(self, ref: ChunkRef) -> Entry:
        """The entry of an object, for a pack. Raises CodegenFailed, Cancelled."""
        return Entry(_KIND, self._cache_key(ref), self.objects([ref])[0])

    def _find(self, ref: ChunkRef) -> bool:
        if ref.key not in self.known and self.cache is not None:
            name = self._cache_key(ref)
            data = self._remembered(ref, name) or self.cache.get(_KIND, name)
            if data is not None:
                self._hand_out(ref, name, data)
        return ref.key in self.known

    def _compile(self, missing: list[ChunkRef]) -> None:
        texts = {path: self.texts_of(path) for path in dict.fromkeys(ref.package for ref in missing)}
        try:
            tasks = [self._task(ref, texts[ref.package]) for ref in missing]
        except DamagedEntry as err:
            raise CodegenFailed([Diagnostic(codes.TEXT_DAMAGED, None, (str(err),))]) from err
        self._total += len(tasks)

        def progress(index: int) -> None:
            self._done += 1
            self.events(ChunkDone(missing[index].package, self._done, self._total))

        problems: list[Diagnostic] = []
        for ref, result in zip(missing, self.pool.compile(tasks, progress)):
            if isinstance(result, Failure):
                row = codes.WORKER_DIED if result.died else codes.WORKER_FAILED
                problems.append(Diagnostic(row, None, (ref.package, ref.key[:12], result.reason)))
                continue
            name = self._cache_key(ref)
            self._hand_out(ref, name, result)
            if self.cache is not None:
                self.cache.put(_KIND, name, result)
        if problems:
            raise CodegenFailed(problems)

    def _remembered(self, ref: ChunkRef, name: str) -> bytes | None:
        """The object, if an earlier build of this process has had it and the cache is to be read."""
        if self.memory is None or self.cache is None or not self.cache.reading:
            return None
        return self.memory.content(self.target, ref, name)

    def _hand_out(self, ref: ChunkRef, name: str, data: bytes) -> None:
        self.known[ref.key] = data
        if self.memory is not None:
            self.memory.note(self.target, ref, name, data)

    def _task(self, ref: ChunkRef, texts: ChunkTexts) -> ChunkTask:
        return ChunkTask(texts[ref.key], self.target.goos, self.target.goarch, self.level_of(ref.package))

    def _cache_key(self, ref: ChunkRef) -> str:
        return digest(backend_identity(), self.target.name, self.level_of(ref.package), ref.key)
