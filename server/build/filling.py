"""Fills the cache with what importers need of the standard library, ahead of its use: export data, then decisions."""

import os
from collections.abc import Sequence
from dataclasses import dataclass

from server.build.cache import Cache
from server.build.constraints import BuildTags
from server.build.environment import resolve_environment
from server.build.request import BuildRequest
from server.build.surfaces import Library
from server.build.surroundings import find_surroundings
from server.diagnostics.collector import Collector


@dataclass(frozen=True, slots=True)
class Filled:
    """For how many packages something was written; what the cache holds already is not written again."""

    exports: int = 0
    decisions: int = 0


def open_library(request: BuildRequest, cache: Cache) -> Library | None:
    """The standard library of a request, over a cache."""
    environment = request.environment or resolve_environment(os.environ, request.directory)
    std = find_surroundings(request.directory, environment, Collector(), request.mod).std
    if std is None:
        return None
    return Library(std, request.target, BuildTags.for_target(request.target, request.tags), store=cache)


def fill_library(library: Library, patterns: Sequence[str]) -> Filled:
    """Write the export data of packages (none named: all), and of what they import.

    And what is decided about their functions, and those that they reach.
    """
    paths = [path for path in patterns or library.packages() if library.has(path)]
    for path in paths:
        library.surface(path)
    written = len(library.missing)
    library.keep_exports(lambda: False)
    written -= len(library.missing)
    return Filled(written, sum(library.functions.complete(path) for path in paths))
