"""`bindery clean`: remove what builds, tests and downloads have kept.

Source: `go help clean`. Builds leave nothing beside the sources, so there is nothing to clean in packages.
"""

import os
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from server.build.cache import Cache, CacheError, parse_size
from server.build.environment import Environment
from server.build.packages import reason
from server.build.testing.remembered import KINDS as TEST_KINDS
from server.cli.build_flags import read_invocation
from server.cli.flags import Flag, FlagKind, UsageError
from server.cli.help import flag_table

_FLAGS: Final = (
    Flag("C", FlagKind.TEXT, "change to dir before anything else", "dir"),
    Flag("cache", FlagKind.BOOL, "remove the cache of builds: everything in BINDERY_CACHE"),
    Flag("modcache", FlagKind.BOOL, "remove the module cache, which the go command shares"),
    Flag("n", FlagKind.BOOL, "say what would be removed, and remove nothing"),
    Flag("testcache", FlagKind.BOOL, "forget results of tests"),
    Flag("x", FlagKind.BOOL, "say what is removed"),
    Flag("fuzzcache", FlagKind.BOOL, "", refused="nothing is kept of fuzzing"),
    Flag("i", FlagKind.BOOL, "", refused="nothing is installed"),
    Flag("r", FlagKind.BOOL, "", refused="builds leave nothing in packages"),
)


def run(args: Sequence[str]) -> int:
    """Remove what the flags name."""
    invocation = read_invocation(args, _FLAGS)
    flags, environment = invocation.flags, invocation.environment
    wanted = [name for name in _CLEANERS if flags.on(name)]
    if flags.args:
        what = f"-{wanted[0]} cannot be used with package arguments" if wanted else "packages hold nothing to clean"
        raise UsageError(f"clean {what}")
    if not wanted:
        raise UsageError("clean: name what to remove: -cache, -testcache or -modcache")
    code = 0
    for name in wanted:
        try:
            if flags.on("n") or flags.on("x"):
                print(f"rm -rf {_place(name, environment)}")
            if not flags.on("n"):
                _CLEANERS[name](environment)
        except (OSError, CacheError) as err:
            said = f"{err.filename}: {reason(err)}" if isinstance(err, OSError) else str(err)
            print(f"bindery: clean -{name}: {said}", file=sys.stderr)
            code = 1
    return code


def _place(name: str, environment: Environment) -> str:
    """The folder that a flag is about, with what of it is removed."""
    match name:
        case "modcache":
            return _module_cache(environment)
        case "testcache":
            return f"{environment['BINDERY_CACHE']}/{{{','.join(TEST_KINDS)}}}"
        case _:
            return f"{environment['BINDERY_CACHE']}/*"


def _clean_cache(environment: Environment) -> None:
    cache = _open(environment)
    if cache is not None:
        cache.clean()


def _clean_tests(environment: Environment) -> None:
    cache = _open(environment)
    if cache is not None:
        cache.clean(TEST_KINDS)


def _open(environment: Environment) -> Cache | None:
    """The cache; None where there is none. Raises CacheError."""
    directory = environment["BINDERY_CACHE"]
    if directory == "off" or not Path(directory).is_dir():
        return None
    return Cache(Path(directory), parse_size(environment["BINDERY_CACHE_LIMIT"]))


def _module_cache(environment: Environment) -> str:
    """The folder of the module cache. Raises UsageError when it has no safe place."""
    folder = environment["GOMODCACHE"]
    if not folder:
        raise UsageError("cannot clean -modcache without a module cache")
    if not Path(folder).is_absolute() or Path(folder) in (Path("/"), Path.home()):
        raise UsageError(f"cannot clean -modcache: {folder} is no folder for it alone")
    return folder


def _clean_modules(environment: Environment) -> None:
    """Remove the module cache. The go command takes the right to write from its folders: it is given back."""
    top = Path(_module_cache(environment))
    if not top.is_dir():
        return
    for parent, folders, _ in os.walk(top):
        for name in folders:
            folder = Path(parent, name)
            if not folder.is_symlink():
                folder.chmod(folder.stat().st_mode | 0o700)
    shutil.rmtree(top)


_CLEANERS: Final[dict[str, Callable[[Environment], None]]] = {
    "cache": _clean_cache,
    "testcache": _clean_tests,
    "modcache": _clean_modules,
}


def describe() -> str:
    """The long help."""
    return (
        "Clean removes what builds, tests and downloads have kept, as go clean does; it costs time, never\n"
        "correctness. 'bindery cache' says how much there is, and keeps it small.\n\n"
        f"The flags are:\n\n{flag_table(_FLAGS)}\n"
    )
