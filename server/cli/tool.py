"""`bindery tool`: under the names that `go tool` has for them, commands that look into binaries; and `dist list`.

Source: `go help tool`, `go tool dist help`, `go tool buildid -help`.
"""

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from server.cli.flags import Flag, FlagKind, UsageError, nearest, parse_flags
from server.target import TARGETS

_ALIASES: Final = ("addr2line", "nm", "objdump")  # commands of bindery with the same arguments
_FIRST_CLASS: Final = ("linux/amd64", "linux/arm64")  # Source: go.dev/wiki/PortingPolicy
_JSON: Final = (Flag("json", FlagKind.BOOL, "print JSON objects"),)


def run(args: Sequence[str]) -> int:
    """Run a tool; without arguments list them."""
    if not args:
        print("\n".join(_names()))
        return 0
    name, rest = args[0], args[1:]
    if name in _TOOLS:
        return _TOOLS[name](rest)
    from server.cli.command import find_command

    command = find_command(name) if name in _ALIASES else None
    if command is None:
        raise UsageError(f'tool: no such tool "{name}"{nearest(name, _names())}')
    return command.run(rest)


def _names() -> list[str]:
    from server.cli.command import COMMANDS

    return sorted([*_TOOLS, *(name for name in _ALIASES if name in COMMANDS)])


def _dist(args: Sequence[str]) -> int:
    """`dist list [-json]`: the targets."""
    if list(args[:1]) != ["list"]:
        raise UsageError("tool dist: only 'dist list [-json]' is there")
    flags = parse_flags(args[1:], _JSON)
    if flags.args:
        raise UsageError("tool dist list takes no arguments")
    targets = sorted(TARGETS, key=lambda target: target.name)
    if not flags.on("json"):
        print("\n".join(target.name for target in targets))
        return 0
    rows = [
        {
            "GOOS": target.goos,
            "GOARCH": target.goarch,
            "CgoSupported": False,
            "FirstClass": target.name in _FIRST_CLASS,
        }
        for target in targets
    ]
    print(json.dumps(rows, indent="\t"))
    return 0


def _buildid(args: Sequence[str]) -> int:
    """`buildid FILE`: the id that -ldflags=-buildid= gave to a binary."""
    from server.build.packages import reason
    from server.linker.interface import LinkError
    from server.linker.originread import read_build_id

    flags = parse_flags(args, ())
    if len(flags.args) != 1:
        raise UsageError("tool buildid needs one file")
    name = flags.args[0]
    try:
        print(read_build_id(name, Path(name).read_bytes()))
    except OSError as err:
        print(f"open {name}: {reason(err)}", file=sys.stderr)
        return 1
    except LinkError as err:
        print(err, file=sys.stderr)
        return 1
    return 0


_TOOLS: Final[dict[str, Callable[[Sequence[str]], int]]] = {"buildid": _buildid, "dist": _dist}


def describe() -> str:
    """The long help."""
    names = ", ".join(name for name in _names() if name in _ALIASES)
    return (
        "Tool has the tools under the names that go tool gives them:\n\n"
        "  buildid file        print the build id of a binary\n"
        "  dist list [-json]   print the targets that programs can be built for\n\n"
        f"and these commands of bindery, with the same arguments: {names}.\n"
    )
