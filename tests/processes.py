"""The processes below a process, what they hold, and those that a mark in their environment tells apart (Linux).

Source: proc(5). A process that ends while it is looked at counts as ended.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

_PROC: Final = Path("/proc")
_GONE: Final = (FileNotFoundError, ProcessLookupError)


def tree(root: int) -> list[int]:
    """A process and all that it, or one of them, has started and that is still its descendant; zombies left out."""
    children: dict[int, list[int]] = {}
    for pid in _processes():
        with suppress(*_GONE):
            state, parent = (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()[:2]
            if state != "Z":
                children.setdefault(int(parent), []).append(pid)
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting += children.get(pid, ())
    return found


def resident(pids: list[int]) -> int:
    """Bytes of memory that processes hold; what several of them share counts once in each part (PSS)."""
    total = 0
    for pid in pids:
        with suppress(*_GONE):
            lines = (_PROC / str(pid) / "smaps_rollup").read_text().splitlines()
            total += 1024 * next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total


def wanted(pid: int) -> int:
    """Nanoseconds that the living threads of a process have run, or have waited for a processor, so far."""
    total = 0
    with suppress(*_GONE):
        for task in (_PROC / str(pid) / "task").iterdir():
            with suppress(*_GONE):
                total += sum(map(int, (task / "schedstat").read_text().split()[:2]))
    return total


def marked(name: str, value: str) -> dict[int, str]:
    """The command lines of the processes that were started with an environment variable of that value, by id."""
    mark, found = f"{name}={value}".encode(), {}
    for pid in _processes():
        with suppress(*_GONE, PermissionError):
            if mark in (_PROC / str(pid) / "environ").read_bytes().split(b"\0"):
                words = (_PROC / str(pid) / "cmdline").read_bytes().rstrip(b"\0").split(b"\0")
                found[pid] = " ".join(word.decode(errors="replace") for word in words)
    found.pop(os.getpid(), None)
    return found


def _processes() -> Iterator[int]:
    yield from (int(entry.name) for entry in _PROC.iterdir() if entry.name.isdigit())
