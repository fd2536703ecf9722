"""Makes packs (pack.py): compiles packages whole, every chunk of them, and gathers what others would look up.

What is compiled goes into the cache first, so that the work may stop and go on. The entries have their ordinary keys
and contents; of what depends on who built before (`uses`), a pack holds what an empty cache would.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from server.build.cache import Cache
from server.build.compilation import Compilation
from server.build.compilerflags import CompilerFlags, FlagRule, PackageFlags
from server.build.driver import open_build
from server.build.filling import fill_library, open_library
from server.build.graph import dependency_order, reachable_imports
from server.build.loading import cache_of, environment_of
from server.build.pack import Entry, write_pack
from server.build.packages import RUNTIME, LoadedPackage
from server.build.progress import Cancelled, Events, PackageDone, Stage
from server.build.provider import ChunkProvider, CodegenFailed
from server.build.request import BuildRequest
from server.build.schedule import Schedule
from server.build.surfaces import Library
from server.build.workers import WorkerPool
from server.diagnostics.collector import Collector
from server.garbage import collect_garbage, forget_all, rare_collection
from server.linker.interface import ChunkRef

LEVEL: Final = 2  # LLVM's, at default flags
_AT_ONCE: Final = 40  # packages of the standard library whose bodies are in memory
_LOGS: Final = PackageFlags((FlagRule("all", CompilerFlags(print_decisions=1)),))  # asks for the logs


class PackFailed(Exception):
    """A package cannot be compiled, or there is no cache; the text says which."""


@dataclass(frozen=True, slots=True)
class Packed:
    """What a pack holds."""

    packages: int
    chunks: int
    size: int  # bytes


def make_pack(
    request: BuildRequest, path: Path, events: Events, cancelled: Callable[[], bool], logs: bool = False
) -> Packed:
    """Write the pack of the packages that the request names, and of what they import. Raises PackFailed, Cancelled.

    logs: with what was decided about them, for those who ask for it (-m).
    """
    compiler = _LOGS if logs else PackageFlags()
    request = replace(request, compiler=compiler, environment=environment_of(request))
    cache = cache_to_fill(request)
    with rare_collection():
        compilation, packages = open_build(request)
        order = dependency_order(packages, Collector())
        if not order:
            raise PackFailed("no packages to pack")
        _compile(order, compilation, request, events, cancelled)
        order = _common_first(order)
        objects = _objects(order, compilation, request, cache, events, cancelled)
        library = _library_entries(order, request, cache, events, cancelled)
        groups = [
            *([*compilation.entries(package)] for package in order),
            *([*compilation.front.export_entries(package)] for package in order),
            *library,
            *objects,
            *([*compilation.decision_entries(package)] for package in order),
        ]
        events(Stage("Packing"))
        size = write_pack(path, groups)
    return Packed(len(order), sum(map(len, objects)), size)


def _common_first(order: Sequence[LoadedPackage]) -> list[LoadedPackage]:
    """Packages that many import before others: small programs then need the first blocks of a pack alone."""
    packages = {package.import_path: package for package in order}
    behind = Counter(path for name in packages for path in reachable_imports(name, packages))
    return sorted(order, key=lambda package: -behind[package.import_path])


def cache_to_fill(request: BuildRequest) -> Cache:
    """The cache of a request that needs one. Raises PackFailed."""
    cache = cache_of(request, Collector())
    if cache is None:
        raise PackFailed("there is no cache to compile into")
    return cache


def _compile(
    order: Sequence[LoadedPackage],
    compilation: Compilation,
    request: BuildRequest,
    events: Events,
    cancelled: Callable[[], bool],
) -> None:
    """Have artefacts of all packages in the cache."""
    events(Stage("Compiling"))
    with WorkerPool(request.jobs, cancelled) as pool:
        for done, made in enumerate(Schedule(order, compilation, request, pool, cancelled).run(), 1):
            if made.artefact is None:
                raise PackFailed(f"{made.package.import_path} cannot be compiled")
            events(PackageDone(made.package.import_path, made.cached, done, len(order)))
            collect_garbage()


def _objects(
    order: Sequence[LoadedPackage],
    compilation: Compilation,
    request: BuildRequest,
    cache: Cache,
    events: Events,
    cancelled: Callable[[], bool],
) -> list[list[Entry]]:
    """The objects of all chunks, by package; compiled as far as the cache lacks them."""
    found = []
    with WorkerPool(request.jobs, cancelled) as pool:
        for package in order:
            provider = ChunkProvider(request.target, lambda _: LEVEL, pool, cache, compilation.texts, events)
            found.append([*object_entries(package, compilation, provider)])
            compilation.forget_texts(package.import_path)
            if cancelled():
                raise Cancelled
    return found


def object_entries(package: LoadedPackage, compilation: Compilation, provider: ChunkProvider) -> Iterator[Entry]:
    """The objects of all chunks of a package whose artefact has been made. Raises PackFailed, Cancelled."""
    artefact = compilation.stored(package)
    assert artefact is not None  # it has been made
    refs = [ChunkRef(package.import_path, chunk.key) for chunk in artefact.record.chunks]
    try:
        provider.objects(refs)
        yield from map(provider.entry_of, refs)
    except CodegenFailed as err:
        raise PackFailed(f"{package.import_path}: {err}") from err


def _library_entries(
    order: Sequence[LoadedPackage], request: BuildRequest, cache: Cache, events: Events, cancelled: Callable[[], bool]
) -> list[list[Entry]]:
    """What checks and editors look up of the standard library: they see it without our runtime.

    A library keeps the bodies that it has looked at. So each fills in a few packages, and finds in the cache what the
    ones before have decided about their imports, which stand before them.
    """
    paths = [package.import_path for package in order if package.standard or package.import_path == RUNTIME]
    for start in range(0, len(paths), _AT_ONCE):
        events(Stage(f"Writing export data ({start} of {len(paths)} packages)"))
        fill_library(_library(request, cache), paths[start : start + _AT_ONCE])
        forget_all()
        if cancelled():
            raise Cancelled
    library = _library(request, cache)
    return [[*library.entries(path)] for path in paths if library.has(path)]


def _library(request: BuildRequest, cache: Cache) -> Library:
    """The standard library, as far as the cache has it. Raises PackFailed."""
    library = open_library(request, cache)
    if library is None:
        raise PackFailed("there is no standard library")
    return library
