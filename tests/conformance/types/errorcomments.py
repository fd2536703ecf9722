"""The ERROR and ERRORx comments of Go's type checker tests, and matching them with what was found.

A comment stands for an error at the token before it. `ERROR "text"` wants the text in the message, `ERRORx "re"` a
match of the expression. Format: internal/types/testdata and the tests that read it.
"""

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"//(?P<line>[^\n]*)|/\*(?P<block>.*?)\*/|(?P<raw>`[^`]*`)|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'"
    r"|[^\W\d]\w*|(?:0[xX][\w.]*(?:[pP][+-]?\w+)?|\d[\w.]*(?:(?<=[eE])[+-]\d+)?|\.\d[\w]*)"
    r"|<<=|>>=|&\^=|\.\.\.|&&|\|\||<-|\+\+|--|==|!=|<=|>=|:=|\+=|-=|\*=|/=|%=|&=|\|=|\^=|<<|>>|&\^|[^\s]",
    re.DOTALL,
)


@dataclass(slots=True)
class Expected:
    """One comment: the place of the token before it, and what the message must look like."""

    line: int
    column: int  # in bytes, from 1
    pattern: str
    is_regexp: bool

    def accepts(self, message: str) -> bool:
        """Whether the message fits."""
        if not self.is_regexp:
            return self.pattern in message
        try:
            return re.search(_python_regexp(self.pattern), message) is not None
        except re.error:
            return False


@dataclass(slots=True)
class Found:
    """One error that the checker has reported."""

    line: int
    column: int
    message: str
    code: str


def _python_regexp(pattern: str) -> str:
    """Go's syntax for the few things that differ."""
    return pattern.replace(r"\z", r"\Z").replace("[[:alpha:]]", "[A-Za-z]")


def unquote(text: str) -> str | None:
    """The value of a Go string literal."""
    text = text.strip()
    if len(text) < 2 or text[0] != text[-1] or text[0] not in '"`':
        return None
    if text[0] == "`":
        return text[1:-1]
    return re.sub(r"\\(.)", lambda m: {"n": "\n", "t": "\t"}.get(m.group(1), m.group(1)), text[1:-1])


def expected_errors(source: str) -> dict[int, list[Expected]]:
    """The comments of a file, by the line of the token before each."""
    result: dict[int, list[Expected]] = {}
    line, line_start, at = 1, 0, 0
    token_line, token_column = 0, 0
    for match in _TOKEN.finditer(source):
        line += source.count("\n", at, match.start())
        line_start = source.rfind("\n", 0, match.start()) + 1
        at = match.start()
        text = match.group("line") if match.group("line") is not None else match.group("block")
        if text is None:
            token_line = line
            token_column = len(source[line_start : match.start()].encode()) + 1
            continue
        found = re.match(r" (ERRORx?) (.*)", text, re.DOTALL)
        pattern = unquote(found.group(2)) if found else None
        if found and pattern is not None:
            comment = Expected(token_line, token_column, pattern, found.group(1) == "ERRORx")
            result.setdefault(token_line, []).append(comment)
    return result


def match_errors(
    found: list[Found], expected: dict[int, list[Expected]], tolerance: int
) -> tuple[list[Found], list[Expected], list[tuple[Found, Expected]]]:
    """(errors nobody expects, comments without an error, matches whose column is off by more than the tolerance)"""
    extra: list[Found] = []
    shifted: list[tuple[Found, Expected]] = []
    left = {line: list(comments) for line, comments in expected.items()}
    for error in sorted(found, key=lambda one: (one.line, one.column)):
        candidates = [one for one in left.get(error.line, ()) if one.accepts(error.message)]
        if not candidates:
            extra.append(error)
            continue
        nearest = min(candidates, key=lambda one: abs(one.column - error.column))
        if abs(nearest.column - error.column) > tolerance:
            shifted.append((error, nearest))
        left[error.line].remove(nearest)
    missing = [comment for comments in left.values() for comment in comments]
    return extra, missing, shifted
