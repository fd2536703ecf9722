"""`bindery addr2line`: the functions and lines of addresses, in the form of `go tool addr2line`."""

import sys
from collections.abc import Sequence
from pathlib import Path

from server.build.packages import reason
from server.cli.flags import UsageError, parse_flags
from server.linker.interface import LinkError
from server.linker.lookup import FunctionTable


def run(args: Sequence[str]) -> int:
    """Read addresses from standard input, one a line; print two lines for each: the function, and its place."""
    flags = parse_flags(args, ())
    if len(flags.args) != 1:
        raise UsageError("addr2line takes one binary, and addresses on standard input")
    name = flags.args[0]
    try:
        table = FunctionTable(name, Path(name).read_bytes())
        for line in sys.stdin:
            print(_answer(table, line.strip()))
    except OSError as err:
        print(f"open {name}: {reason(err)}", file=sys.stderr)
        return 1
    except LinkError as err:
        print(err, file=sys.stderr)
        return 1
    return 0


def _answer(table: FunctionTable, text: str) -> str:
    """What is said of one line; what is no address counts as 0, as in go."""
    try:
        address = int(text.removeprefix("0x"), 16)
    except ValueError:
        address = 0
    place = table.place(address)
    return f"{place.function}\n{place.file}:{place.line}" if place is not None else "?\n?:0"


def describe() -> str:
    """The long help."""
    return (
        "Addr2line reads hexadecimal addresses, one a line, with or without 0x, from standard input and prints\n"
        "for each two lines: the function, and file:line. It reads the table that the binary itself prints stack\n"
        "traces from, so it works on stripped binaries too.\n"
    )
