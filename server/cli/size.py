"""`bindery size`: where the bytes of a binary go. The rows add up to the size of the file."""

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from server.build.cache import Cache, CacheError
from server.build.environment import resolve_environment
from server.build.images import load_map
from server.build.packages import reason
from server.cli.flags import Flag, FlagKind, UsageError, parse_flags
from server.cli.help import flag_table
from server.linker.interface import LinkError, MapRow
from server.linker.readback import estimate_rows
from server.linker.size import SizeEntry, SizeKey, sum_sizes

_ESTIMATED: Final = "estimated from the symbol table: the linker's map of this file is not in the cache"
_FLAGS: Final = (
    Flag("by", FlagKind.TEXT, "sum by package (the default), file, function, section or kind", "key"),
    Flag("json", FlagKind.BOOL, "print a JSON object with one row per piece of the file"),
    Flag("top", FlagKind.NUMBER, "show the N largest rows and sum up the rest", "N"),
)


def run(args: Sequence[str]) -> int:
    """Account for one file."""
    flags = parse_flags(args, _FLAGS)
    keys = {key.value: key for key in SizeKey}
    by = flags.text("by", SizeKey.PACKAGE.value)
    if by not in keys:
        raise UsageError(f"unknown key {by}; one of {', '.join(keys)}")
    if len(flags.args) != 1:
        raise UsageError("size takes one file")
    name = flags.args[0]
    try:
        image = Path(name).read_bytes()
        rows, exact = _rows(name, image)
    except OSError as err:
        print(f"open {name}: {reason(err)}", file=sys.stderr)
        return 1
    except LinkError as err:
        print(err, file=sys.stderr)
        return 1
    if flags.on("json"):
        print(json.dumps(_as_json(name, len(image), rows, exact)))
    else:
        _table(name, len(image), sum_sizes(rows, keys[by]), by, flags.number("top", 0), exact)
    return 0


def _rows(name: str, image: bytes) -> tuple[tuple[MapRow, ...], bool]:
    """The rows of the linker's own map, or an estimate; and which of them it is."""
    directory = resolve_environment(os.environ, Path.cwd())["BINDERY_CACHE"]
    try:
        rows = load_map(Cache(Path(directory)), image) if directory != "off" else None
    except CacheError:
        rows = None
    return (rows, True) if rows is not None else (estimate_rows(name, image), False)


def _as_json(name: str, size: int, rows: Sequence[MapRow], exact: bool) -> dict[str, object]:
    symbols = [
        {
            "name": row.name,
            "package": row.package,
            "file": row.file,
            "section": row.section,
            "type": row.kind,
            "size": row.size,
            "memory": row.memory,
            "address": row.address,
        }
        for row in rows
    ]
    return {"file": name, "size": size, "estimated": not exact, "symbols": symbols}


def _table(name: str, size: int, entries: Sequence[SizeEntry], by: str, top: int, exact: bool) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, show_footer=True)
    table.add_column(by, footer="total", overflow="fold")
    table.add_column("bytes", footer=f"{size:,}", justify="right", no_wrap=True)
    table.add_column("share", footer="100.0%", justify="right", no_wrap=True)
    table.add_column("in memory", footer=f"{sum(e.memory for e in entries):,}", justify="right", no_wrap=True)
    for entry in _shorten(entries, top):
        share = 100 * entry.size / size if size else 0
        table.add_row(Text(entry.name), f"{entry.size:,}", f"{share:.1f}%", f"{entry.memory:,}")
    console = Console(highlight=False)
    console.print(Text(f"{name}: {size:,} bytes" + ("" if exact else f" ({_ESTIMATED})")))
    console.print(table)


def _shorten(entries: Sequence[SizeEntry], top: int) -> list[SizeEntry]:
    """The largest `top` entries and one for the rest, so that the rows still add up; all for 0."""
    if not top or len(entries) <= top:
        return list(entries)
    rest = entries[top:]
    others = SizeEntry(
        f"({len(rest)} others)", sum(e.size for e in rest), sum(e.memory for e in rest), sum(e.count for e in rest)
    )
    return [*entries[:top], others]


def describe() -> str:
    """The long help."""
    return (
        "Size accounts for every byte of a binary: the rows add up to the size of the file. It reads the map that\n"
        "the linker kept in the cache; for a file that was not linked here it says that it estimates.\n\n"
        f"The flags are:\n\n{flag_table(_FLAGS)}\n"
    )
