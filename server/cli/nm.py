"""`bindery nm`: the symbols of binaries, in the form of `go tool nm`."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from server.build.packages import reason
from server.cli.flags import Flag, FlagKind, UsageError, parse_flags
from server.cli.help import flag_table
from server.linker.interface import LinkError
from server.linker.readback import ImageSymbol, read_symbols

_ORDERS: Final[dict[str, Callable[[ImageSymbol], tuple[object, ...]]]] = {
    "address": lambda s: (s.address, s.name),
    "name": lambda s: (s.name, s.address),
    "none": lambda _: (),
    "size": lambda s: (-s.size, s.address, s.name),
}
_FLAGS: Final = (
    Flag("n", FlagKind.BOOL, "an alias for -sort address"),
    Flag("size", FlagKind.BOOL, "print the symbol's size in decimal between address and type"),
    Flag("sort", FlagKind.TEXT, "order: address, name (the default), none or size (largest first)", "order"),
    Flag("type", FlagKind.BOOL, "print where the symbol lies after its name"),
)


def run(args: Sequence[str]) -> int:
    """List the symbols of each file."""
    flags = parse_flags(args, _FLAGS)
    order = flags.text("sort", "address" if flags.on("n") else "name")
    if order not in _ORDERS:
        raise UsageError(f"unknown sort order {order}; one of {', '.join(_ORDERS)}")
    if not flags.args:
        raise UsageError("nm needs a file")
    code = 0
    for name in flags.args:
        try:
            symbols = read_symbols(name, Path(name).read_bytes())
        except OSError as err:
            print(f"open {name}: {reason(err)}", file=sys.stderr)
            code = 1
            continue
        except LinkError as err:
            print(err, file=sys.stderr)
            code = 1
            continue
        prefix = f"{name}: " if len(flags.args) > 1 else ""
        sizes, types = flags.on("size"), flags.on("type")
        for symbol in sorted(symbols, key=_ORDERS[order]):
            print(prefix + _line(symbol, sizes, types))
    return code


def _line(symbol: ImageSymbol, sizes: bool, types: bool) -> str:
    address = f"{symbol.address:8x}" if symbol.letter != "U" else " " * 8
    size = f" {symbol.size:10d}" if sizes else ""
    section = f" {symbol.section}" if types and symbol.section else ""
    return f"{address}{size} {symbol.letter} {symbol.name}{section}"


def describe() -> str:
    """The long help."""
    return f"Nm lists the symbols of binaries.\n\nThe flags are:\n\n{flag_table(_FLAGS)}\n"
