"""Sums up the rows of a map by package, file, function, section or kind. Plain data; the features and the CLI show it.

Every way of summing covers all rows, so the sizes always add up to the size of the file. What has no key of the wanted
sort (a header has no package) is summed under its kind in parentheses.
"""

from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final

import msgspec

from server.linker.interface import MapRow


class SizeKey(Enum):
    """By what to sum."""

    PACKAGE = "package"
    FILE = "file"
    FUNCTION = "function"  # every symbol, functions and data alike
    SECTION = "section"
    KIND = "kind"


class SizeEntry(msgspec.Struct, frozen=True):
    """One line of a size report."""

    name: str
    size: int  # bytes in the file
    memory: int  # bytes in memory
    count: int  # rows


_KEYS: Final[Mapping[SizeKey, Callable[[MapRow], str]]] = MappingProxyType(
    {
        SizeKey.PACKAGE: lambda row: row.package,
        SizeKey.FILE: lambda row: row.file,
        SizeKey.FUNCTION: lambda row: row.name,
        SizeKey.SECTION: lambda row: row.section,
        SizeKey.KIND: lambda row: row.kind,
    }
)


def sum_sizes(rows: Iterable[MapRow], by: SizeKey) -> tuple[SizeEntry, ...]:
    """The sums, the largest first; equal ones by name."""
    key = _KEYS[by]
    sums: dict[str, tuple[int, int, int]] = {}
    for row in rows:
        name = key(row) or f"({row.kind})"
        size, memory, count = sums.get(name, (0, 0, 0))
        sums[name] = size + row.size, memory + row.memory, count + 1
    entries = (SizeEntry(name, *values) for name, values in sums.items())
    return tuple(sorted(entries, key=lambda e: (-e.size, -e.memory, e.name)))


class SizeChange(msgspec.Struct, frozen=True):
    """One line of a comparison: bytes in the two files, 0 where there is nothing of the name."""

    name: str
    old: int
    new: int


def compare_sizes(old: Iterable[MapRow], new: Iterable[MapRow], by: SizeKey) -> tuple[SizeChange, ...]:
    """What differs, the largest difference first. The differences add up to that of the files."""
    before, after = ({entry.name: entry.size for entry in sum_sizes(rows, by)} for rows in (old, new))
    changes = (SizeChange(name, before.get(name, 0), after.get(name, 0)) for name in {**before, **after})
    found = (change for change in changes if change.old != change.new)
    return tuple(sorted(found, key=lambda c: (-abs(c.new - c.old), c.name)))
