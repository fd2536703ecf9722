"""The one place where byte offsets become lines and columns, and back.

Inside, a position is a byte offset. Go and gc count lines and byte columns from 1; the language server protocol
counts lines and UTF-16 code units from 0. Offsets beyond the end of the text map to its end.
"""

from bisect import bisect_right


class LineTable:
    """Line starts of one version of one file."""

    __slots__ = ("_data", "_starts")

    def __init__(self, data: bytes) -> None:
        self._data = data
        starts = [0]
        find = data.find
        at = find(b"\n")
        while at >= 0:
            starts.append(at + 1)
            at = find(b"\n", at + 1)
        self._starts = starts

    @property
    def line_count(self) -> int:
        """Number of lines; an empty file has one."""
        return len(self._starts)

    def line_column(self, offset: int) -> tuple[int, int]:
        """Line and column in bytes, both from 1, as Go prints them."""
        offset = max(0, min(offset, len(self._data)))
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def line_text(self, line: int) -> bytes:
        """The bytes of a line counted from 1, without its line end."""
        start = self._starts[line - 1]
        end = self._starts[line] if line < len(self._starts) else len(self._data)
        return self._data[start:end].rstrip(b"\r\n")

    def utf16_position(self, offset: int) -> tuple[int, int]:
        """Line and character as the language server protocol counts them: from 0, in UTF-16 code units."""
        line, column = self.line_column(offset)
        prefix = self._data[self._starts[line - 1] : self._starts[line - 1] + column - 1]
        return line - 1, len(prefix.decode("utf-8", "replace").encode("utf-16-le")) // 2

    def offset_of_utf16(self, line: int, character: int) -> int:
        """The byte offset of a protocol position; past the end of a line it is the line's end."""
        if line >= len(self._starts):
            return len(self._data)
        text = self.line_text(line + 1).decode("utf-8", "replace")
        units = text.encode("utf-16-le")[: 2 * max(character, 0)]
        return self._starts[line] + len(units.decode("utf-16-le", "ignore").encode())

    def offset_of_line_column(self, line: int, column: int) -> int:
        """The byte offset of a line and byte column counted from 1, clamped to the text."""
        if line > len(self._starts):
            return len(self._data)
        start = self._starts[max(line, 1) - 1]
        return start + min(max(column, 1) - 1, len(self.line_text(max(line, 1))))
