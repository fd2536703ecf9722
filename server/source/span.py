"""Positions: byte offsets, anchored to a top-level declaration.

Inside the product a position is a byte offset. So that an unchanged declaration keeps its syntax tree, types and IR
when text above it changes, offsets are relative to the start of the top-level declaration that contains them.
An `Anchor` stands for one such declaration (or for a file's header); where it begins in a file is a fact of one
version of that file and is known to `source.file.File` alone.

Invariant: an Anchor belongs to one file path for life, and to at most one place in any one version of that file.
"""

from __future__ import annotations

from dataclasses import dataclass


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


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open range of bytes [start, end), counted from `anchor`; of inlined code with the call that brought it."""

    anchor: Anchor
    start: int
    end: int
    inlined: Inlined | None = None

    def outermost(self) -> Span:
        """Where the outermost inlined call stands, for inlined code; else the span itself."""
        span = self
        while span.inlined is not None:
            span = span.inlined.call
        return span


@dataclass(frozen=True, slots=True)
class Location:
    """A resolved place: half-open byte range [start, end) of one version of the file `path`."""

    path: str
    start: int
    end: int
