"""The tables of values of one function, as far as they follow from its object; functab.py says what they are.

What depends on the image is little: the numbers of files, and how far the addresses of the inlined calls are behind the
function. So a table is encoded as if they followed the function at once, and the length of the run of bytes that
reaches them is left open. An object that is kept for the next link (memory.py) keeps its tables too.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from server.linker.debuginlines import InlinedCall

MARK_SPACING: Final = 8  # bytes between the addresses of two calls; a return address is one behind its call

FileLine = tuple[int, str, int]  # byte offset in the function, file, line
_Steps = list[tuple[int, int]]  # (offset in the function, value from there on)


@dataclass(frozen=True, slots=True)
class Values:
    """A table with one length left open: zigzag steps of the value, each with the bytes up to which it holds."""

    head: bytes  # up to the length
    length: int  # bytes of code, without the distance to the calls
    tail: bytes

    def encode(self, distance: int, quantum: int) -> bytes:
        """The whole table, if the calls' addresses begin so many bytes behind the function."""
        out = bytearray(self.head)
        put(out, (self.length + distance) // quantum)
        return bytes(out + self.tail)


class FunctionValues:
    """The tables of one function: its lines, its files, and which inlined call an instruction belongs to."""

    def __init__(
        self, rows: Sequence[FileLine], calls: Sequence[InlinedCall], start: int, size: int, quantum: int
    ) -> None:
        """A function of so many bytes that begins there in its section."""
        self._size, self._quantum = size, quantum
        self._end = size + MARK_SPACING * len(calls)
        places = [size + MARK_SPACING * i for i in range(len(calls))]
        lines = [*((at, line) for at, _, line in rows), *zip(places, (call.line for call in calls), strict=True)]
        self.lines = self._encode(lines)
        numbers: dict[str, int] = {}
        files = [(at, numbers.setdefault(file, len(numbers))) for at, file, _ in rows]
        files += [(at, numbers.setdefault(c.file, len(numbers))) for at, c in zip(places, calls, strict=True)]
        self._files = _merge(files)
        self._paths = list(numbers)
        self._numbers: list[int] = []  # of the files, in the table that was made last
        self._numbered: Values | None = None
        self.inner: Values | None = None
        if calls:
            order = {call: i for i, call in enumerate(calls)}
            parents = [order.get(call.parent, -1) if call.parent else -1 for call in calls]
            self.inner = self._encode([*_innermost(calls, start, size), *zip(places, parents, strict=True)])

    def files(self, number_of: Callable[[str], int]) -> Values | None:
        """The table of files, which have these numbers."""
        numbers = [number_of(path) for path in self._paths]
        if numbers != self._numbers:
            self._numbers = numbers
            self._numbered = self._runs([(at, numbers[file]) for at, file in self._files])
        return self._numbered

    def _encode(self, steps: _Steps) -> Values | None:
        return self._runs(_merge(steps))

    def _runs(self, steps: _Steps) -> Values | None:
        """The table of values that each differ from the one before; None for no values."""
        if not steps:
            return None
        head, out, before = b"", bytearray(), -1
        size, quantum = self._size, self._quantum
        open_length, ends = 0, [at for at, _ in steps[1:]]
        for (offset, value), following in zip(steps, (*ends, self._end), strict=True):
            change, length = value - before, (following - offset) // quantum
            step = change << 1 if change >= 0 else (-change << 1) - 1
            if step < 0x80 and length < 0x80 and not offset < size <= following:  # nearly always
                out.append(step)
                out.append(length)
            else:
                put(out, step)
                if offset < size <= following:
                    head, out, open_length = bytes(out), bytearray(), following - offset
                else:
                    put(out, length)
            before = value
        return Values(head, open_length, bytes(out) + b"\0")


def _merge(steps: _Steps) -> _Steps:
    """Where the value changes. Of two values at one place the later counts."""
    if not steps:
        return []
    merged: _Steps = [(0, steps[0][1])]
    for offset, value in steps:
        if offset == merged[-1][0]:
            merged.pop()
        if not merged or value != merged[-1][1]:
            merged.append((offset, value))
    return merged


def _innermost(calls: Sequence[InlinedCall], start: int, size: int) -> _Steps:
    """From which offset on which call is the innermost; -1 for none. Later calls are the inner ones."""
    edges = {edge - start for call in calls for pair in call.ranges for edge in pair}
    borders = sorted({0, *(edge for edge in edges if edge > 0)})
    values = [-1] * len(borders)
    for number, call in enumerate(calls):
        for low, high in call.ranges:
            first, last = (bisect_right(borders, edge - start) - 1 for edge in (low, high))
            values[first:last] = [number] * (last - first)
    return [(border, value) for border, value in zip(borders, values, strict=True) if border < size]


def put(out: bytearray, value: int) -> None:
    """Add a number in base 128, low digits first."""
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
