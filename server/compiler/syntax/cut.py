"""Cuts a file into its header and its top-level declarations without parsing it.

One regular expression finds strings, runes, comments, braces and the keywords that can start a declaration. A keyword
starts one where no brace is open and the code before it ends a statement (in column 0, only `func` needs that). When
the braces of the file do not balance, a second scan also takes a keyword in column 0 for a start, so that an
unbalanced brace spoils one declaration.

Invariant: pieces are in order and do not overlap; between them stand only white space and comments that belong to no
declaration. A comment directly above a declaration, and every compiler directive since the last one, belong to it.
"""

import re
from dataclasses import dataclass
from typing import Final

# Groups: 1 "{", 2 "}", 3 comments (a run of lines, or one block), 4 keyword in column 0, 5 keyword elsewhere.
_MARK: Final = re.compile(
    rb"""(\{)|(\})
    |(//[^\n]*(?:\n[ \t]*//[^\n]*)*|/\*(?:[^*]|\*(?!/))*\*/)
    |"(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\\n]|\\.)+'
    |\n(?:(func|type|var|const|import)|[ \t\r]+(func|type|var|const|import))\b""",
    re.VERBOSE,
)
_KEYWORD: Final = re.compile(rb"\s*(func|type|var|const|import)\b")
_INLINE: Final = re.compile(rb"[;/][ \t]*(?:func|type|var|const|import)\b")
_ENDS_STATEMENT: Final = re.compile(rb"(?:[\w\x80-\xff)\]}\"'`;]|\+\+|--)\Z")
_DIRECTIVE: Final = re.compile(rb"^//(?:go|bindery|export|line)[: ]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Piece:
    """Half-open byte range [start, end) of a declaration; the keyword stands at `keyword`.

    `body` is the offset of the "{" of a function's body, whose partner is the last byte of the piece, or -1.
    """

    start: int
    keyword: int
    end: int
    body: int


class _Scan:
    """One scan over a file."""

    __slots__ = ("balanced", "comments", "data", "opens", "starts")

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.comments: list[tuple[int, int]] = []  # every comment or run of line comments
        self.starts: list[int] = []  # offsets of keywords that start declarations
        self.opens: list[tuple[int, int]] = []  # outermost pairs of braces: offset of "{", offset behind "}"
        self.balanced = True

    def run(self, resynchronise: bool) -> None:
        """Fill the lists; with `resynchronise`, a keyword in column 0 closes all open braces."""
        depth = 0
        opened = -1
        for match in _MARK.finditer(self.data):
            group = match.lastindex
            if group == 1:
                if depth == 0:
                    opened = match.start()
                depth += 1
            elif group == 2:
                depth -= 1
                if depth == 0:
                    self.opens.append((opened, match.end()))
                elif depth < 0:
                    self.balanced = False
                    depth = 0
            elif group == 3:
                self.comments.append(match.span())
                if depth == 0:
                    self._keyword_behind(match.end())
            elif group is None or (depth and not (resynchronise and group == 4)):
                continue
            elif self._take(match.start(group), forced=depth > 0 or (group == 4 and match[4] != b"func")):
                depth = 0
        self.balanced = self.balanced and depth == 0

    def _keyword_behind(self, at: int) -> None:
        """A keyword on the same line as the end of a block comment."""
        match = _KEYWORD.match(self.data, at)
        if match and b"\n" not in self.data[at : match.start(1)]:
            self._take(match.start(1), forced=False)

    def _take(self, keyword: int, forced: bool) -> bool:
        """Record the start of a declaration if the code before it ends a statement."""
        before = self.code_end(keyword)
        if not forced and before and not _ENDS_STATEMENT.search(self.data, max(0, before - 2), before):
            return False
        self.starts.append(keyword)
        return True

    def code_end(self, at: int) -> int:
        """The offset behind the last byte before `at` that is neither white space nor comment."""
        data = self.data
        index = len(self.comments) - 1
        while index >= 0 and self.comments[index][1] > at:
            index -= 1
        while True:
            while at and data[at - 1] in b" \t\r\n":
                at -= 1
            if index < 0 or self.comments[index][1] != at:
                return at
            at = self.comments[index][0]
            index -= 1

    def comment_start(self, keyword: int, floor: int) -> int:
        """Where the comments that belong to the declaration at `keyword` begin; not before `floor`."""
        start = keyword
        index = len(self.comments) - 1
        while index >= 0 and self.comments[index][0] >= keyword:
            index -= 1
        attached = True
        while index >= 0 and self.comments[index][0] >= floor:
            begin, end = self.comments[index]
            attached = attached and self.data.count(b"\n", end, start) <= 1
            line = self.data.rfind(b"\n", 0, begin) + 1
            if line < floor and self.data[line:begin].strip():
                # The run starts behind code: its first line belongs there.
                newline = self.data.find(b"\n", begin, end)
                if newline < 0:
                    break
                begin = newline + 1
            directive = _DIRECTIVE.search(self.data, begin, end)
            if attached:
                start = begin
            elif directive:
                start = directive.start()
            index -= 1
        return start


def cut(data: bytes) -> tuple[int, list[Piece]]:
    """The length of the header (package clause and what precedes it), and the declarations in order."""
    scan = _Scan(data)
    scan.run(resynchronise=False)
    if not scan.balanced:
        scan = _Scan(data)
        scan.run(resynchronise=True)
    keywords = _with_inline(scan)
    if not keywords:
        return len(data), []
    header = scan.code_end(keywords[0])
    pieces = []
    floor = header
    pairs = iter(scan.opens)
    pair = next(pairs, None)
    for number, keyword in enumerate(keywords):
        start = scan.comment_start(keyword, floor)
        if number + 1 < len(keywords):
            end = scan.code_end(keywords[number + 1])
        else:
            end = _end_of_last(scan)
        body = -1
        while pair is not None and pair[1] <= end:
            if pair[0] >= keyword:
                body = pair[0] if pair[1] == end else -1
            pair = next(pairs, None)
        pieces.append(Piece(start, keyword, end, body))
        floor = end
    return header, pieces


def _end_of_last(scan: _Scan) -> int:
    """Behind the last code of the file, or behind a directive that follows it."""
    end = scan.code_end(len(scan.data))
    if scan.comments and scan.comments[-1][1] > end:
        for match in _DIRECTIVE.finditer(scan.data, end):
            newline = scan.data.find(b"\n", match.start())
            end = len(scan.data) if newline < 0 else newline
    return end


def _with_inline(scan: _Scan) -> list[int]:
    """The starts of declarations, with those behind a ";" on one line, which well-formatted files do not have."""
    if not _INLINE.search(scan.data):
        return scan.starts
    covered = sorted([*scan.opens, *scan.comments])
    result = list(scan.starts)
    index = 0
    for match in re.finditer(rb"(;)[ \t]*(func|type|var|const|import)\b", scan.data):
        at = match.start()
        while index < len(covered) and covered[index][1] <= at:
            index += 1
        if index < len(covered) and covered[index][0] <= at:
            continue
        result.append(match.start(2))
    return sorted(set(result))
