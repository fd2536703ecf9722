"""`bindery cache`: what the cache holds, and looking after it."""

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from server.build.cache import Cache, CacheError, Usage, parse_size
from server.build.environment import Environment
from server.cli.build_flags import LOAD_FLAGS, make_request, read_invocation
from server.cli.flags import Flag, FlagKind, UsageError
from server.cli.help import flag_table

_FLAGS: Final = (
    *(flag for flag in LOAD_FLAGS if flag.name in ("C", "tags", "mod", "modfile")),
    Flag("background", FlagKind.BOOL, "fill: give way to other programs"),
)
_POLITE: Final = 10  # steps of niceness


def run(args: Sequence[str]) -> int:
    """Do what the first argument says."""
    action, rest = (args[0], args[1:]) if args else ("size", ())
    if action == "fill":
        return _fill(rest)
    if action not in _ACTIONS:
        raise UsageError(f"cache {action}: unknown action" if not action.startswith("-") else "cache: name an action")
    invocation = read_invocation(rest, _FLAGS)
    if invocation.flags.args:
        raise UsageError(f"cache {action} takes no arguments")
    return _ACTIONS[action](_open(invocation.environment))


def _open(environment: Environment) -> Cache:
    directory = environment["BINDERY_CACHE"]
    if directory == "off":
        raise UsageError("there is no cache: BINDERY_CACHE is off")
    try:
        return Cache(Path(directory), parse_size(environment["BINDERY_CACHE_LIMIT"]))
    except CacheError as err:
        raise UsageError(f"{directory}: {err}") from err


def _show_directory(cache: Cache) -> int:
    print(cache.directory)
    return 0


def _show_size(cache: Cache) -> int:
    usage = cache.usage()
    total = Usage(sum(one.entries for one in usage.values()), sum(one.size for one in usage.values()))
    for kind, one in {**usage, "total": total}.items():
        print(f"{kind:10} {one.entries:8} entries {one.size:14,} bytes")
    print(f"{'limit':10} {'':8}         {cache.size_limit:14,} bytes")
    return 0


def _trim(cache: Cache) -> int:
    before = sum(one.size for one in cache.usage().values())
    cache.trim_now()
    after = sum(one.size for one in cache.usage().values())
    print(f"removed {before - after:,} bytes; {after:,} are left of {cache.size_limit:,}")
    return 0


def _clean(cache: Cache) -> int:
    print(f"removed {cache.clean()} entries")
    return 0


def _verify(cache: Cache) -> int:
    seen, damaged = cache.verify()
    for name in damaged:
        print(f"dropped {name}: its content is not what its digest says")
    print(f"{seen} entries, {len(damaged)} damaged")
    return 1 if damaged else 0


_ACTIONS: Final[Mapping[str, Callable[[Cache], int]]] = {
    "dir": _show_directory,
    "size": _show_size,
    "trim": _trim,
    "clean": _clean,
    "verify": _verify,
}


def _fill(args: Sequence[str]) -> int:
    """Write what importers need of packages of the standard library, as far as the cache lacks it."""
    invocation = read_invocation(args, _FLAGS)
    if invocation.flags.on("background") and hasattr(os, "nice"):
        os.nice(_POLITE)
    request = make_request(invocation, invocation.flags.args, write=False)
    cache = _open(invocation.environment)
    from server.build.filling import Filled, fill_library, open_library  # the type checker: others do without

    library = open_library(request, cache)
    filled = fill_library(library, request.patterns) if library is not None else Filled()
    cache.trim()
    print(f"wrote the export data of {filled.exports} packages, decisions about {filled.decisions}")
    return 0


def describe() -> str:
    """The long help."""
    return (
        "Cache looks after the directory that holds what builds, checks and the editor can use again. Entries are\n"
        "named by their content and verified when they are read; to remove them costs time, never correctness.\n\n"
        "  dir     print the directory (BINDERY_CACHE)\n"
        "  size    print how much there is of each kind\n"
        "  trim    remove what was not used for the longest time, down to nine tenths of BINDERY_CACHE_LIMIT\n"
        "  clean   remove all entries\n"
        "  verify  compare each entry with its digest; the exit code is 1 when some are damaged\n"
        "  fill    write the export data of packages of the standard library (default: all) and what is decided about\n"
        "          their functions, so that checks and the editor need not look at their sources\n\n"
        f"The flags are:\n\n{flag_table(_FLAGS)}\n"
    )
