"""Between the protocol's terms and ours: URIs and paths, UTF-16 ranges and byte offsets.

The arithmetic is `source.mapper`'s; this module only wraps its results in the protocol's types.
"""

from __future__ import annotations

import os.path
from pathlib import Path

from lsprotocol import types
from pygls.uris import from_fs_path, to_fs_path

from server.source.file import FileSet
from server.source.mapper import LineTable
from server.source.span import Span


def path_of(uri: str) -> str:
    """The file's path; a document that is no file (`untitled:...`) goes by its URI in the form of a relative path."""
    if not uri.startswith("file:"):
        return os.path.normpath(uri)  # as pathlib would write it
    try:
        path = to_fs_path(uri)
    except ValueError:
        path = None  # not a URI at all, such as an unclosed `[` in its host
    return os.path.normpath(path or uri)


def uri_of(path: str) -> str:
    """The URI of a path; the inverse of `path_of` up to the client's way of escaping."""
    return (from_fs_path(path) or path) if Path(path).is_absolute() else path


def range_of(lines: LineTable, start: int, end: int) -> types.Range:
    """The protocol's range of the bytes [start, end)."""
    return types.Range(types.Position(*lines.utf16_position(start)), types.Position(*lines.utf16_position(end)))


def location_of(files: FileSet, span: Span) -> types.Location | None:
    """Where a span lies, if its file belongs to the set."""
    place = files.locate(span)
    file = files.file(place.path)
    if file is None:
        return None
    return types.Location(uri_of(place.path), range_of(file.lines, place.start, place.end))
