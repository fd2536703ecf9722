"""What a folder's Go files look like from outside: names, sizes, times. Reading them is not needed to see a change.

A time tells nothing about a change that follows at once, when the file system's clock has not moved on; so stamps count
only when the last change lies some time back (as in git's index).
"""

import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final, TypeAlias

_SETTLED: Final = 2_000_000_000  # nanoseconds: no file system's times are coarser

Stamp: TypeAlias = tuple[str, int, int]  # name, size in bytes, time of the last change in nanoseconds


def stamps_of(directory: Path) -> list[Stamp]:
    """The stamp of every Go file in a folder, sorted; none when it cannot be read."""
    stamps = []
    try:
        with os.scandir(directory) as entries:
            for entry in entries:
                if entry.name.endswith(".go"):
                    info = entry.stat()
                    stamps.append((entry.name, info.st_size, info.st_mtime_ns))
    except OSError:
        return []
    return sorted(stamps)


def have_settled(stamps: Sequence[Stamp]) -> bool:
    """Whether another change, from now on, would show in the stamps."""
    return bool(stamps) and max(stamp[2] for stamp in stamps) < time.time_ns() - _SETTLED
