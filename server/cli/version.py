"""`bindery version`: our version, the Go release that we implement, and the host; or those of binaries.

Source: `go help version`.
"""

import json
import os
import stat
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from server import GO_VERSION, __version__
from server.cli.flags import Flag, FlagKind, UsageError, parse_flags
from server.cli.help import flag_table

_FLAGS: Final = (
    Flag("json", FlagKind.BOOL, "with -m, print a JSON object as debug.BuildInfo is"),
    Flag("m", FlagKind.BOOL, "print the modules and settings that a binary was built with"),
    Flag("v", FlagKind.BOOL, "in folders, also name files that are no Go binaries"),
)
_LIBRARIES: Final = (".so", ".exe", ".dll")


def run(args: Sequence[str]) -> int:
    """Print one line, as `go version` does, or what binaries say."""
    from server.build.environment import host_platform

    flags = parse_flags(args, _FLAGS)
    modules, as_json, verbose = flags.on("m"), flags.on("json"), flags.on("v")
    if not flags.args:
        for name in ("m", "v", "json"):
            if flags.on(name):
                raise UsageError(f"'bindery version' only accepts -{name} flag with arguments")
        print(f"bindery version {__version__} ({GO_VERSION}) {'/'.join(host_platform())}")
        return 0
    if as_json and not modules:
        raise UsageError("'bindery version' with -json flag requires -m flag")
    code = 0
    for name in flags.args:
        path = Path(name)
        if path.is_dir():
            for file in _files_below(path):
                _show(file, modules, as_json, verbose)
        elif not _show(path, modules, as_json, True) and (modules or not path.exists()):
            code = 1
    return code


def _files_below(folder: Path) -> Iterator[Path]:
    """The files of a folder, in order; links among them only where they lead to files."""
    for parent, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = Path(parent, name)
            try:
                if stat.S_ISREG(path.stat().st_mode):
                    yield path
            except OSError:
                continue  # a link to nowhere


def _show(path: Path, modules: bool, as_json: bool, complain: bool) -> bool:
    """Print what one file says; whether it is a Go binary."""
    from server.build.packages import reason  # the rest is not needed for the version alone
    from server.linker.interface import LinkError
    from server.linker.originread import read_origin

    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            raise OSError(0, "not a regular file")
        origin = read_origin(str(path), path.read_bytes())
    except OSError as err:
        if complain:
            print(f"open {path}: {reason(err)}", file=sys.stderr)
        return False
    except LinkError as err:
        if complain and (mode & 0o111 or path.suffix.lower() in _LIBRARIES):
            print(err, file=sys.stderr)
        return False
    if as_json:
        from server.cli.origin_json import origin_json

        print(json.dumps(origin_json(origin), indent="\t", ensure_ascii=False))
        return True
    print(f"{path}: {origin.version}")
    for line in origin.lines if modules else ():
        print(f"\t{line}")
    return True


def describe() -> str:
    """The long help."""
    return (
        "Version prints the version of bindery, of the Go release it implements, and the host's GOOS/GOARCH.\n"
        "With files it prints the Go version that each binary was built with, bindery's and the Go toolchain's\n"
        "alike; folders are searched for binaries.\n\n"
        f"The flags are:\n\n{flag_table(_FLAGS)}\n"
    )
