"""`bindery env`: the environment that builds use, and with -v where each value comes from."""

import json
import os
import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from server.build.bundle import BundleError
from server.build.constraints import ConstraintError
from server.build.environment import LEVELS, Environment, resolve_environment
from server.build.goroot import find_goroot
from server.build.overlays import overlays, render
from server.cli.flags import Flag, FlagKind, UsageError, parse_flags
from server.cli.help import flag_table
from server.target import TARGETS

_FLAGS: Final = (
    Flag("changed", FlagKind.BOOL, "print only what is not the default"),
    Flag("json", FlagKind.BOOL, "print a JSON object"),
    Flag(
        "u", FlagKind.BOOL, "", refused="bindery reads the file that GOENV names, and leaves writing it to go or to you"
    ),
    Flag("v", FlagKind.BOOL, "say where each value comes from"),
    Flag(
        "w", FlagKind.BOOL, "", refused="bindery reads the file that GOENV names, and leaves writing it to go or to you"
    ),
    Flag(
        "overlays", FlagKind.BOOL, "print which files of the standard library are compiled instead of others, and why"
    ),
)


def run(args: Sequence[str]) -> int:
    """Print the variables; with names, only their values."""
    flags = parse_flags(args, _FLAGS)
    environment = _with_goroot(resolve_environment(os.environ, Path.cwd()))
    if flags.on("overlays"):
        print(_overlays(environment))
        return 0
    names = flags.args or tuple(_shown(environment))
    if flags.on("changed"):
        names = tuple(name for name in names if _is_changed(environment, name))
    if flags.on("json"):
        print(json.dumps({name: _value(environment, name) for name in names}, indent="\t"))
        return 0
    for name in names:
        origin = environment.settings[name].origin if name in environment.settings else "unknown"
        shown = _value(environment, name)
        if not flags.args or flags.on("v"):
            shown = f"{name}={shlex.quote(shown) if shown else repr(shown)}"
        print(f"{shown}  # {origin}" if flags.on("v") else shown)
    return 0


def _shown(environment: Environment) -> Iterator[str]:
    """The variables that say something: those about other processors do not."""
    other = {name for goarch, (name, _) in LEVELS.items() if goarch != environment["GOARCH"]}
    yield from (name for name in environment.settings if name not in other)


def _is_changed(environment: Environment, name: str) -> bool:
    """Whether the user set a variable to another value than it has by itself."""
    setting = environment.settings.get(name)
    if setting is None or setting.origin not in ("environment", environment["GOENV"]):
        return False
    unset = {other: value for other, value in os.environ.items() if other != name}
    return setting.value != resolve_environment({**unset, "GOENV": "off"}, Path.cwd())[name]


def _with_goroot(environment: Environment) -> Environment:
    """The environment with the GOROOT that builds use, as far as there is one."""
    try:
        goroot = find_goroot(environment)
        goroot.source()
    except BundleError:
        return environment
    return environment.with_goroot(goroot.directory, goroot.describe())


def _overlays(environment: Environment) -> str:
    """The table of overlays for all targets. Raises UsageError when there is no source to look at."""
    try:
        return render(list(overlays(find_goroot(environment).source(), TARGETS)))
    except (BundleError, OSError, ConstraintError) as err:
        raise UsageError(str(err)) from err


def _value(environment: Environment, name: str) -> str:
    return environment[name] if name in environment.settings else ""


def describe() -> str:
    """The long help."""
    return (
        "Env prints the variables that builds look at, as shell assignments; with names, only the values.\n"
        "They come from the process environment, from the file that `go env -w` writes, or are defaults.\n"
        "BINDERY_CACHE is the directory of the cache, or off; BINDERY_CACHE_LIMIT its bound, such as 500M or 2G.\n"
        "BINDERY_PACK lists packs (see 'bindery help cache') and directories of caches that somebody filled before:\n"
        "what they hold need not be compiled. They are only read. Without it the pack of the standard library counts\n"
        "that comes with bindery; off means none.\n"
        "BINDERY_DAEMON (on, off, auto) says whether builds use the resident builder.\n"
        "Packages with assembly of the Go toolchain are compiled from the form in Go that they have for other\n"
        "processors; -overlays prints that table: + files taken, - files left out.\n\n"
        f"The flags are:\n\n{flag_table(_FLAGS)}\n"
    )
