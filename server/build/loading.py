"""What every build begins with: its cache, and what it finds around its folder."""

import os
from pathlib import Path

from server.build.cache import Cache, CacheError, packs_of, parse_size
from server.build.environment import Environment, resolve_environment
from server.build.progress import Events, ignore_events
from server.build.request import BuildRequest
from server.build.surroundings import Surroundings, find_surroundings, require_module
from server.diagnostics.codes import build as codes
from server.diagnostics.collector import Collector


def cache_of(request: BuildRequest, problems: Collector) -> Cache | None:
    """The cache that a request names; None when there is none, or it cannot be used, which is reported."""
    if request.cache == "off":
        return None
    environment = environment_of(request)
    try:
        limit = parse_size(environment["BINDERY_CACHE_LIMIT"])
        return Cache(Path(request.cache), limit, reading=not request.rebuild, packs=packs_of(environment))
    except CacheError as err:
        problems.report(codes.CACHE_UNUSABLE, None, request.cache, err)
        return None


def look_around(request: BuildRequest, problems: Collector, events: Events = ignore_events) -> Surroundings:
    """The modules and the standard library that packages of a request come from."""
    around = find_surroundings(
        request.directory,
        environment_of(request),
        problems,
        request.mod,
        modfile=request.modfile,
        download=request.download or request.mod == "mod",
        events=events,
    )
    require_module(around, request.patterns, problems)
    return around


def environment_of(request: BuildRequest) -> Environment:
    """The environment of a request: its own, or that of the process."""
    return request.environment or resolve_environment(os.environ, request.directory)
