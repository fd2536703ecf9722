"""Cuts a file into its header and its top-level declarations without parsing it.

One regular expression finds the keywords that can start a declaration, and passes over strings, runes, comments and
whole blocks of balanced braces, so that Python code runs a few times per declaration. A keyword starts one where no
brace is open and the code before it ends a statement (in column 0, only `func` needs that). When the braces of the
file do not balance, a second scan, brace by brace, also takes a keyword in column 0 for a start, so that an unbalanced
brace spoils one declaration.

Invariant: pieces are in order and do not overlap; between them stand only white space and comments that belong to no
declaration. A comment directly above a declaration, and every compiler directive since the last one, belong to it.
"""

import re
from typing import Final, NamedTuple

# The text of strings, runes and comments, behind the first character; possessive, so that no scan goes back.
_STRING: Final = rb'"(?:[^"\\\n]++|\\.)*+"|`[^`]*+`' + rb"|'(?:[^'\\\n]++|\\.)++'"
_BLOCK_COMMENT: Final = rb"\*(?:[^*]++|\*(?!/))*+\*/"
_COMMENTS: Final = rb"/(?:/[^\n]*+(?:\n[ \t]*+//[^\n]*+)*+|" + _BLOCK_COMMENT + rb")"  # a run of lines, or one block
_KEYWORDS: Final = rb"(?:func|type|var|const|import)\b"
# What stands inside braces, other than braces.
_INSIDE: Final = rb"[^{}\"'`/]++|" + _STRING + rb"|/(?:/[^\n]*+|" + _BLOCK_COMMENT + rb")?+|[\"'`]"
_NESTING: Final = 8  # of braces that the expression itself follows; 7 is the deepest in most packages


def _balanced(nesting: int) -> bytes:
    """The expression of a pair of braces that holds `nesting` more levels."""
    inside = _INSIDE + rb"|" + _balanced(nesting - 1) if nesting else _INSIDE
    return rb"\{(?:" + inside + rb")*+\}"


# Every alternative begins with a literal character: the `re` module then finds candidates with a table.
_OTHER: Final = rb"""|\}()|""" + _COMMENTS + rb"()|" + _STRING + rb"|\n(" + _KEYWORDS + rb")"
_OTHER_KEYWORD: Final = rb"|\n[ \t\r]++(" + _KEYWORDS + rb")|;[ \t]*+(" + _KEYWORDS + rb")"
# Groups: 1 "{", alone or with its partner, 2 "}", 3 comment, 4 keyword in column 0, 5 and 6 keyword elsewhere.
_MARK: Final = re.compile(rb"\{()" + _OTHER + _OTHER_KEYWORD)
_LEAP: Final = re.compile(rb"(?:" + _balanced(_NESTING) + rb"|\{)()" + _OTHER + _OTHER_KEYWORD)
_BRACE: Final = re.compile(rb"(\{)|(\})|" + _STRING + rb"|" + _COMMENTS)
_KEYWORD_BEHIND: Final = re.compile(rb"[ \t\r]*(" + _KEYWORDS + rb")")
_DIRECTIVE: Final = re.compile(rb"^//(?:go|bindery|export|line)[: ]|/\*line ", re.MULTILINE)
_ENDS_STATEMENT: Final = re.compile(rb"(?:[\w\x80-\xff)\]}\"'`;]|\+\+|--)\Z")


class Piece(NamedTuple):
    """Half-open byte range [start, end) of a declaration; the keyword stands at `keyword`.

    `body` is the offset of the "{" of a function's body, whose partner is the last byte of the piece, or -1.
    """

    start: int
    keyword: int
    end: int
    body: int


def cut(data: bytes) -> tuple[int, list[Piece]]:
    """The length of the header (package clause and what precedes it), and the declarations in order."""
    scan = _Scan(data)
    if not scan.leap():
        scan = _Scan(data)
        scan.resynchronise()
    return scan.pieces()


class _Scan:
    """One scan over a file."""

    __slots__ = ("bodies", "comments", "data", "ends", "keywords", "pair", "starts")

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.comments: list[tuple[int, int]] = []  # every comment or run of line comments outside braces
        self.pair = (-1, -1)  # the last outermost pair of braces: offset of "{", offset behind "}"
        self.keywords: list[int] = []  # offsets of keywords that start declarations
        self.starts: list[int] = []  # where each declaration begins, its comments included
        self.ends: list[int] = []  # where the code before each keyword ends
        self.bodies: list[int] = []  # the body of the declaration before each keyword

    def leap(self) -> bool:
        """Scan a file whose braces balance, a block at a time; False if they do not."""
        data = self.data
        at = 0
        while at >= 0:
            again = -1
            for match in _LEAP.finditer(data, at):
                group = match.lastindex
                if group == 3:
                    self._comment(match.start(), match.end())
                elif group == 1:
                    begin, end = match.span()
                    if end - begin == 1:  # nested deeper than the expression goes
                        end = again = self._partner(begin)
                    self.pair = (begin, end)
                    if end < 0:
                        return False
                    if again >= 0:
                        break
                elif group == 2:
                    return False
                elif group is not None:
                    self._take(match.start(group), forced=group == 4 and match[4] != b"func")
            at = again
        return True

    def _partner(self, opened: int) -> int:
        """The offset behind the "}" that belongs to the "{" at `opened`, or -1."""
        depth = 0
        for match in _BRACE.finditer(self.data, opened):
            if match.lastindex == 1:
                depth += 1
            elif match.lastindex == 2:
                depth -= 1
                if depth == 0:
                    return match.end()
        return -1

    def resynchronise(self) -> None:
        """Scan a file whose braces do not balance: a keyword in column 0 closes all open ones."""
        depth = 0
        opened = -1
        for match in _MARK.finditer(self.data):
            group = match.lastindex
            if group == 1:
                if depth == 0:
                    opened = match.start()
                depth += 1
            elif group == 2:
                depth = max(0, depth - 1)
                if depth == 0 and opened >= 0:
                    self.pair = (opened, match.end())
                    opened = -1
            elif group == 3:
                if depth == 0:
                    self._comment(match.start(), match.end())
                else:
                    self.comments.append(match.span())
            elif (group is not None and depth == 0) or group == 4:
                forced = depth > 0 or (group == 4 and match[4] != b"func")
                if self._take(match.start(group), forced):
                    depth = 0

    def _comment(self, begin: int, end: int) -> None:
        """A comment outside braces; behind a block on one line there may be a keyword."""
        self.comments.append((begin, end))
        if self.data[begin + 1] == 42:  # "*"
            match = _KEYWORD_BEHIND.match(self.data, end)
            if match:
                self._take(match.start(1), forced=False)

    def _take(self, keyword: int, forced: bool) -> bool:
        """Record the start of a declaration if the code before it ends a statement."""
        end, index = self._code_end(keyword)
        if not forced and end and not _ENDS_STATEMENT.search(self.data, max(0, end - 2), end):
            return False
        last = self.keywords[-1] if self.keywords else 0
        self.keywords.append(keyword)
        self.ends.append(end)
        self.starts.append(self._comment_start(keyword, end, index) if index < len(self.comments) else keyword)
        self.bodies.append(self.pair[0] if self.pair[1] == end and self.pair[0] >= last else -1)
        return True

    def _code_end(self, at: int) -> tuple[int, int]:
        """The offset behind the last byte before `at` that is neither white space nor comment.

        Second, the index of the first comment between it and `at`. All comments found so far end before `at`.
        """
        data, comments = self.data, self.comments
        index = len(comments)
        while True:
            while at and data[at - 1] in b" \t\r\n":
                at -= 1
            if not index or comments[index - 1][1] != at:
                return at, index
            index -= 1
            at = comments[index][0]

    def _comment_start(self, keyword: int, floor: int, first: int) -> int:
        """Where the comments that belong to the declaration at `keyword` begin, of those from index `first` on.

        `floor` is where the code before them ends.
        """
        data = self.data
        start = keyword
        attached = True
        for index in range(len(self.comments) - 1, first - 1, -1):
            begin, end = self.comments[index]
            attached = attached and data.count(b"\n", end, start) <= 1
            if index == first and floor and b"\n" not in data[floor:begin]:
                # The run starts behind code: its first line belongs there.
                newline = data.find(b"\n", begin, end)
                if newline < 0:
                    break
                begin = newline + 1
            if attached:
                start = begin
            else:
                directive = _DIRECTIVE.search(data, begin, end)
                if directive:
                    start = directive.start()
        return start

    def pieces(self) -> tuple[int, list[Piece]]:
        """What `cut` returns, after the scan."""
        if not self.keywords:
            return len(self.data), []
        end, _ = self._code_end(len(self.data))
        body = self.pair[0] if self.pair[1] == end and self.pair[0] >= self.keywords[-1] else -1
        ends = [*self.ends[1:], self._end_of_last(end)]
        bodies = [*self.bodies[1:], body if ends[-1] == end else -1]
        return self.ends[0], list(map(Piece, self.starts, self.keywords, ends, bodies))

    def _end_of_last(self, end: int) -> int:
        """Behind the last code of the file, or behind a directive that follows it."""
        if self.comments and self.comments[-1][1] > end:
            for match in _DIRECTIVE.finditer(self.data, end):
                newline = self.data.find(b"\n", match.start())
                end = len(self.data) if newline < 0 else newline
        return end
