"""The open documents: what the editor holds in place of what the disk holds.

Only the event loop changes a `Documents`; everything else works on the immutable mapping of one moment.
Positions arrive in UTF-16 code units and become byte offsets through `source.mapper`, nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from server.source.mapper import LineTable


@dataclass(frozen=True, slots=True)
class Document:
    """One version of one open document. `path` is absolute, or the whole URI of what is no file."""

    uri: str  # as the client writes it
    path: str
    version: int
    data: bytes
    is_go: bool = True  # go.mod files are opened too


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace [start, end), two pairs of line and UTF-16 character from 0, by `text`; start None: everything."""

    start: tuple[int, int] | None
    end: tuple[int, int]
    text: str


class Documents:
    """The documents that are open now, by path."""

    def __init__(self) -> None:
        self._open: dict[str, Document] = {}

    def current(self) -> Mapping[str, Document]:
        """The documents of this moment; later edits do not show in it."""
        return MappingProxyType(self._open)

    def open(self, uri: str, path: str, version: int, text: str, is_go: bool = True) -> None:
        """Take a document over from the disk."""
        self._put(Document(uri, path, version, encode(text), is_go))

    def change(self, path: str, version: int, edits: Sequence[Edit]) -> bool:
        """Apply edits in their order; False when no such document is open."""
        document = self._open.get(path)
        if document is None:
            return False
        self._put(replace(document, version=version, data=apply_edits(document.data, edits)))
        return True

    def close(self, path: str) -> None:
        """Give a document back to the disk."""
        self._open = {key: document for key, document in self._open.items() if key != path}

    def _put(self, document: Document) -> None:
        self._open = {**self._open, document.path: document}


def encode(text: str) -> bytes:
    """Text of the protocol as bytes. A lone surrogate becomes one `?`, which keeps UTF-16 columns as they are."""
    return text.encode("utf-8", "replace")


def apply_edits(data: bytes, edits: Sequence[Edit]) -> bytes:
    """The text after the edits, each of which counts in the text that the ones before it left."""
    for edit in edits:
        if edit.start is None:
            data = encode(edit.text)
            continue
        lines = LineTable(data)
        start = lines.offset_of_utf16(*edit.start)
        end = max(start, lines.offset_of_utf16(*edit.end))
        data = b"".join((data[:start], encode(edit.text), data[end:]))
    return data
