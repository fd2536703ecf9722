"""The comment that documents a name: the lines directly above its declaration, or behind it on the same line."""

from __future__ import annotations

import re
from typing import Final

from server.compiler.types.objects import Object
from server.source.file import FileSet

_DIRECTIVE: Final = re.compile(r"//[a-z0-9]+:[a-z0-9]")  # `//go:noinline` is for the compiler, not for readers
_LINES: Final = 400  # of a comment: no hover is longer


def comment_of(obj: Object | None, files: FileSet) -> str:
    """The text without comment marks; "" when there is none, or the source is not at hand."""
    if obj is None or obj.span is None:
        return ""
    place = files.locate(obj.span)
    file = files.file(place.path)
    if file is None:
        return ""
    line = file.lines.line_column(place.start)[0]
    above: list[str] = []
    while line > 1 and len(above) < _LINES:
        line -= 1
        text = file.lines.line_text(line).decode("utf-8", "replace").strip()
        if not text.startswith("//"):
            break
        above.append(text)
    if above:
        kept = [text for text in reversed(above) if not _DIRECTIVE.match(text)]
        return "\n".join(text[2:].removeprefix(" ") for text in kept).strip()
    return _behind(file.lines.line_text(file.lines.line_column(place.start)[0]).decode("utf-8", "replace"))


def _behind(line: str) -> str:
    """The comment at the end of a declaration's line, where no string can hold the marks."""
    before, marks, text = line.partition("//")
    return text.strip() if marks and not any(quote in before for quote in "\"'`") else ""
