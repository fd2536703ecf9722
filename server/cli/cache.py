"""`bindery cache`: what the cache holds, and looking after it."""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from server.build.cache import Cache, CacheError, Usage, packs_of, parse_size
from server.build.environment import Environment
from server.build.pack import Pack
from server.build.progress import never_cancelled
from server.cli.build_flags import LOAD_FLAGS, Invocation, make_request, read_invocation
from server.cli.flags import Flag, FlagKind, UsageError
from server.cli.help import flag_table
from server.cli.progress_line import progress_line

_FLAGS: Final = (
    *(flag for flag in LOAD_FLAGS if flag.name in ("C", "tags", "mod", "modfile", "v")),
    Flag("background", FlagKind.BOOL, "fill: give way to other programs"),
    Flag("log", FlagKind.BOOL, "pack: with the decisions that -gcflags=-m prints"),
    Flag("o", FlagKind.TEXT, "pack: write this file", "file"),
    Flag("p", FlagKind.NUMBER, "pack, verify -rebuild: number of worker processes", "n"),
    Flag("rebuild", FlagKind.BOOL, "verify: compile packages again and compare what comes out, byte by byte"),
)
_POLITE: Final = 10  # steps of niceness


def run(args: Sequence[str]) -> int:
    """Do what the first argument says."""
    action, rest = (args[0], args[1:]) if args else ("size", ())
    if action in _OF_PACKAGES:
        return _OF_PACKAGES[action](rest)
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
        return Cache(Path(directory), parse_size(environment["BINDERY_CACHE_LIMIT"]), packs=packs_of(environment))
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


def _verify(args: Sequence[str]) -> int:
    """Compare entries with their digests, or with what compiling again gives."""
    invocation = read_invocation(args, _FLAGS)
    if invocation.flags.on("rebuild"):
        return _compile_again(invocation)
    if invocation.flags.args:
        raise UsageError("cache verify takes no arguments, unless with -rebuild")
    cache = _open(invocation.environment)
    seen, damaged = cache.verify()
    for name in damaged:
        print(f"dropped {name}: its content is not what its digest says")
    print(f"{seen} entries, {len(damaged)} damaged")
    for pack in cache.packs:
        if isinstance(pack, Pack):
            held, bad = pack.verify()
            for name in bad:
                print(f"{name}: its content is not what its digest says")
            print(f"{pack.path}: {held} entries, {len(bad)} damaged blocks")
            damaged += bad
    return 1 if damaged else 0


def _compile_again(invocation: Invocation) -> int:
    request = make_request(invocation, invocation.flags.args, write=False)
    from server.build.packing import PackFailed  # the whole compiler: not needed for the other actions
    from server.build.rebuilding import rebuild

    equal = True
    try:
        with progress_line(invocation.flags.on("v")) as events:
            for found in rebuild(request, events, never_cancelled):
                for name in found.different:
                    print(f"{found.path}: {name} is not what compiling again gives")
                print(f"{found.path}: {found.compared} entries compared, {len(found.different)} different")
                equal = equal and not found.different
    except PackFailed as err:
        print(f"bindery: {err}", file=sys.stderr)
        return 1
    return 0 if equal else 1


def _pack(args: Sequence[str]) -> int:
    """Compile packages for one target and write a pack of them."""
    invocation = read_invocation(args, _FLAGS)
    path = invocation.flags.text("o")
    if not path:
        raise UsageError("cache pack: name the file to write with -o")
    request = make_request(invocation, invocation.flags.args or ["std"], write=False)
    from server.build.packing import PackFailed, make_pack  # the whole compiler: not needed for the other actions

    try:
        with progress_line(invocation.flags.on("v")) as events:
            logs = invocation.flags.on("log")
            packed = make_pack(replace(request, output=None), request.directory / path, events, never_cancelled, logs)
    except PackFailed as err:
        print(f"bindery: {err}", file=sys.stderr)
        return 1
    print(f"{path}: {packed.packages} packages, {packed.chunks} objects, {packed.size:,} bytes")
    return 0


_ACTIONS: Final[Mapping[str, Callable[[Cache], int]]] = {
    "dir": _show_directory,
    "size": _show_size,
    "trim": _trim,
    "clean": _clean,
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


_OF_PACKAGES: Final[Mapping[str, Callable[[Sequence[str]], int]]] = {"fill": _fill, "pack": _pack, "verify": _verify}


def describe() -> str:
    """The long help."""
    return (
        "Cache looks after the directory that holds what builds, checks and the editor can use again. Entries are\n"
        "named by their content and verified when they are read; to remove them costs time, never correctness.\n\n"
        "  dir     print the directory (BINDERY_CACHE)\n"
        "  size    print how much there is of each kind\n"
        "  trim    remove what was not used for the longest time, down to nine tenths of BINDERY_CACHE_LIMIT\n"
        "  clean   remove all entries\n"
        "  verify  compare each entry, and each block of the packs, with its digest; the exit code is 1 when some are\n"
        "          damaged. With -rebuild, compile the packages named and compare what the cache and the packs have\n"
        "  fill    write the export data of packages of the standard library (default: all) and what is decided about\n"
        "          their functions, so that checks and the editor need not look at their sources\n"
        "  pack    compile packages (default: std), all that can be reached in them or not, and write what builds\n"
        "          and the editor look up of them into one file, for BINDERY_PACK on other machines\n\n"
        f"The flags are:\n\n{flag_table(_FLAGS)}\n"
    )
