"""Versions of files, and where their declarations begin.

A `File` is one immutable version of a file. A `FileSet` is what one check or build worked on; it turns anchored spans
into places in those files.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from server.source.linedirective import LineDirective, printed_place
from server.source.mapper import LineTable
from server.source.span import Anchor, Location, Span


@dataclass(frozen=True)
class File:
    """One version of a file: its path as the driver names it, its bytes, and where each anchor begins."""

    path: str
    data: bytes
    bases: dict[Anchor, int] = field(default_factory=dict)  # byte offset of each anchor's text
    recorded: str = ""  # the path that binaries name, where -trimpath makes it another one
    directives: tuple[LineDirective, ...] = ()  # `//line`, in order

    @cached_property
    def lines(self) -> LineTable:
        """The line table, made when first asked for."""
        return LineTable(self.data)

    def printed(self, offset: int) -> tuple[str, int, int]:
        """Path, line and column (0: not shown) that messages name, `//line` directives applied."""
        return printed_place(self.directives, self.lines, self.path, offset)


class FileSet:
    """The files of one snapshot, by path. Those of another set may lie behind them: a library that many share."""

    def __init__(self, files: Iterable[File] = (), behind: "FileSet | None" = None) -> None:
        self._files: dict[str, File] = {}
        self._promised: set[str] = set()
        self._behind = behind
        for file in files:
            self.add(file)

    def add(self, file: File) -> None:
        """Add a file, or put a newer version in the place of the old one."""
        self._files[file.path] = file

    def promise(self, path: str) -> None:
        """Add a file that is read from disk when it is first asked for; offsets in it count from its beginning."""
        self._promised.add(path)

    def put_behind(self, library: "FileSet") -> None:
        """Let another set answer for the files that this one does not have."""
        self._behind = library

    def file(self, path: str) -> File | None:
        """The file of that path, if it belongs to the set."""
        found = self._files.get(path)
        if found is None and path in self._promised:
            found = self._fetch(path)
        return self._behind.file(path) if found is None and self._behind is not None else found

    def _fetch(self, path: str) -> File | None:
        self._promised.discard(path)
        try:
            self.add(File(path, Path(path).read_bytes()))
        except OSError:
            return None  # it is gone
        return self._files[path]

    def locate(self, span: Span) -> Location:
        """Where a span lies in this version of its file; an anchor that is gone is placed at the file's start."""
        file = self.file(span.anchor.path)
        base = file.bases.get(span.anchor, 0) if file else 0
        return Location(span.anchor.path, base + span.start, base + span.end)
