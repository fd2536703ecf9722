"""Positions: byte offsets, anchored to a top-level declaration.

Inside the product a position is a byte offset. So that an unchanged declaration keeps its syntax tree, types and IR
when text above it changes, offsets are relative to the start of the top-level declaration that contains them.
An `Anchor` stands for one such declaration (or for a file's header); where it begins in a file is a fact of one
version of that file and is known to `source.file.File` alone.

Invariant: an Anchor belongs to one file path for life, and to at most one place in any one version of that file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


class Anchor:
    """What the offsets of one declaration count from; compared by identity."""

    __slots__ = ("path",)

    def __init__(self, path: str) -> None:
        self.path = path  # the file, as the driver names it

    def __repr__(self) -> str:
        return f"Anchor({self.path!r})"


@dataclass(frozen=True, slots=True, eq=False)
class Inlined:
    """One call that was replaced by the callee's body; compared by identity."""

    call: Span  # where the call stands, which may itself be inlined code
    callee: str  # link name


class Span:
    """Half-open range of bytes [start, end), counted from `anchor`; of inlined code with the call that brought it.

    Every value of the IR gets one: written out, for what `dataclass` generates is never compiled.
    """

    __slots__ = ("anchor", "end", "inlined", "start")

    def __init__(self, anchor: Anchor, start: int, end: int, inlined: Inlined | None = None) -> None:
        self.anchor: Final = anchor
        self.start: Final = start
        self.end: Final = end
        self.inlined: Final = inlined

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Span):
            return NotImplemented
        return (
            self.anchor is other.anchor
            and self.start == other.start
            and self.end == other.end
            and self.inlined is other.inlined
        )

    def __hash__(self) -> int:
        return hash((self.anchor, self.start, self.end, self.inlined))

    def __repr__(self) -> str:
        return f"Span({self.anchor!r}, {self.start}, {self.end}, {self.inlined!r})"

    def outermost(self) -> Span:
        """Where the outermost inlined call stands, for inlined code; else the span itself."""
        span = self
        while span.inlined is not None:
            span = span.inlined.call
        return span


class Location:
    """A resolved place: half-open byte range [start, end) of one version of the file `path`."""

    __slots__ = ("end", "path", "start")

    def __init__(self, path: str, start: int, end: int) -> None:
        self.path: Final = path
        self.start: Final = start
        self.end: Final = end

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Location):
            return NotImplemented
        return self.path == other.path and self.start == other.start and self.end == other.end

    def __hash__(self) -> int:
        return hash((self.path, self.start, self.end))

    def __repr__(self) -> str:
        return f"Location({self.path!r}, {self.start}, {self.end})"
