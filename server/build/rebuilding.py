"""Compiles packages again and compares, byte by byte, with what the cache and the packs hold of them.

The packages go into a store of their own, behind which the ordinary ones stand; so what they import need not be
compiled. An entry that nobody has made yet is not compared: objects are made when a link needs them.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from server.build.cache import Store
from server.build.compilation import Compilation
from server.build.compilerflags import CompilerFlags, FlagRule, PackageFlags
from server.build.driver import open_build
from server.build.environment import Environment, Setting
from server.build.graph import dependency_order
from server.build.loading import environment_of
from server.build.pack import SHIPPED, Entry
from server.build.packages import LoadedPackage
from server.build.packing import LEVEL, PackFailed, cache_to_fill, object_entries
from server.build.progress import Cancelled, Events, PackageDone
from server.build.provider import ChunkProvider
from server.build.request import BuildRequest
from server.build.workers import WorkerPool
from server.diagnostics.collector import Collector
from server.garbage import rare_collection

_WITH_LOG: Final = PackageFlags((FlagRule("", CompilerFlags(print_decisions=1)),))  # of the packages that are named


@dataclass(frozen=True, slots=True)
class Comparison:
    """What came of one package."""

    path: str
    compared: int  # entries
    different: tuple[str, ...]  # as "kind/key"


def rebuild(request: BuildRequest, events: Events, cancelled: Callable[[], bool]) -> Iterator[Comparison]:
    """Compile the packages that the request names again; each as it is done. Raises PackFailed, Cancelled."""
    store = cache_to_fill(request)
    with rare_collection(), tempfile.TemporaryDirectory(prefix="bindery-rebuild-") as folder:
        behind = _behind(environment_of(request), store.directory)
        compilation, packages = open_build(replace(request, cache=folder, environment=behind, compiler=_WITH_LOG))
        order = dependency_order(packages, Collector())
        if not any(package.named for package in order):
            raise PackFailed("no packages to compile")
        with WorkerPool(request.jobs, cancelled) as pool:
            for done, package in enumerate(order, 1):
                if cancelled():
                    raise Cancelled
                made = compilation.compile(package) if package.named else compilation.artefact(package)[0]
                if made is None:
                    raise PackFailed(f"{package.import_path} cannot be compiled")
                events(PackageDone(package.import_path, not package.named, done, len(order)))
                if package.named:
                    # Without a cache: it compiles every chunk.
                    provider = ChunkProvider(request.target, lambda _: LEVEL, pool, None, compilation.texts, events)
                    yield _compare(package, _entries(package, compilation, provider), store)


def _entries(package: LoadedPackage, compilation: Compilation, provider: ChunkProvider) -> Iterator[Entry]:
    yield from compilation.entries(package)
    yield from compilation.decision_entries(package)
    yield from compilation.front.export_entries(package)
    yield from object_entries(package, compilation, provider)


def _compare(package: LoadedPackage, entries: Iterator[Entry], store: Store) -> Comparison:
    held = [(entry, store.get(entry.kind, entry.key)) for entry in entries if entry.kind != "uses"]
    known = [(entry, content) for entry, content in held if content is not None]
    different = tuple(f"{entry.kind}/{entry.key}" for entry, content in known if content != entry.content)
    return Comparison(package.import_path, len(known), different)


def _behind(environment: Environment, directory: Path) -> Environment:
    """The environment of a build that looks into that cache, too, and writes another."""
    packs = os.pathsep.join((str(directory), environment["BINDERY_PACK"] or str(SHIPPED)))
    settings = {**environment.settings, "BINDERY_PACK": Setting("BINDERY_PACK", packs, "environment")}
    return Environment(settings)
