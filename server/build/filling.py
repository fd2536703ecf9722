"""Fills the cache with export data of the standard library, ahead of its use."""

import os

from server.build.cache import Cache
from server.build.constraints import BuildTags
from server.build.environment import resolve_environment
from server.build.request import BuildRequest
from server.build.surfaces import Library
from server.build.surroundings import find_surroundings
from server.diagnostics.collector import Collector


def fill_exports(request: BuildRequest, cache: Cache) -> int:
    """Write the export data of the packages that the request names (none: all), and of what they import.

    How many were written; what the cache holds already is not written again.
    """
    environment = request.environment or resolve_environment(os.environ, request.directory)
    std = find_surroundings(request.directory, environment, Collector(), request.mod).std
    if std is None:
        return 0
    tags = BuildTags.for_target(request.target, request.tags)
    library = Library(std, request.target, tags, store=cache)
    for path in request.patterns or std.packages():
        if library.has(path):
            library.surface(path)
    written = len(library.missing)
    library.keep_exports(lambda: False)
    return written - len(library.missing)
