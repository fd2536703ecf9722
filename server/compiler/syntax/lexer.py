"""Source text to tokens: one regular expression, automatic semicolons, byte offsets.

The text is decoded as Latin-1, so that an index into it is a byte offset; identifiers and literals outside ASCII are
decoded properly afterwards. Tokens are parallel lists: kinds (terminal numbers of the tables), starts (byte offsets)
and values (what the parser pushes, see `actions`). The last token is END.

Source: the specification's chapter "Lexical elements".
"""

import re
import string
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from server.compiler.syntax.context import BracketContext, Kinds, make_kinds, opens_type_parameters
from server.compiler.syntax.linedirectives import line_problem
from server.compiler.syntax.literals import check_text, number_problem, rune_problem, string_problem
from server.compiler.syntax.nodes import BasicLit, Directive, Ident, SyntaxProblem
from server.compiler.syntax.tables import load_tables
from server.diagnostics.codes import syntax as codes

# One alternative matches at every place, so that the lengths of the matches add up to the offset. Unterminated strings,
# runes and comments match too and are told apart by their last character.
_TOKEN: Final = re.compile(
    r"""[A-Za-z_\x80-\xff][A-Za-z0-9_\x80-\xff]*+
    |[ \t\r]++
    |\n[ \t\r\n]*+
    |//[^\n]*+
    |"(?:[^"\\\n]++|\\[^\n])*+"?|`[^`]*+`?
    |/\*(?:[^*]++|\*(?!/))*+(?:\*/)?
    |(?:0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]*)?
        |0[bBoO][0-9_]*(?:\.[0-9_]*)?(?:[eEpP][+-]?[0-9_]*)?
        |(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9][0-9_]*)(?:[eEpP][+-]?[0-9_]*)?)i?
    |'(?:[^'\\\n]++|\\[^\n])*+'?
    |<<=|>>=|&\^=|\.\.\.|&&|\|\||<-|\+\+|--|==|!=|<=|>=|:=|\+=|-=|\*=|/=|%=|&=|\|=|\^=|<<|>>|&\^
    |.""",
    re.VERBOSE,
)
_LETTERS: Final = frozenset(map(chr, range(0x80, 0x100))) | frozenset(string.ascii_letters + "_")
# What `_Lexer.fixed` holds beside the kinds of keywords and operators.
_SPACE: Final = -1
_NEWLINE: Final = -2
_OTHER: Final = -3  # not in the table
_DIRECTIVE: Final = re.compile(r"//((?:go|bindery):[a-z][a-z0-9_-]*|export|extern)(?:[ \t]+(.*))?$")
NEWLINE: Final = "newline"
END_OF_FILE: Final = "EOF"


@dataclass(slots=True)
class Tokens:
    """The tokens of one text; the three lists run in parallel."""

    kinds: list[int]
    starts: list[int]
    values: list[Any]
    problems: list[SyntaxProblem]
    directives: list[Directive]
    text: str


@lru_cache(maxsize=1)
def load_kinds() -> Kinds:
    """The terminals of the grammar by name."""
    return make_kinds(load_tables())


# How the hot loop treats a keyword or operator.
_PLAIN: Final = 0  # its value is its offset
_PAIRED: Final = 1  # its value is a pair of offset and text
_BRACKET: Final = 2
_CONTROL: Final = 3  # if for switch select


@dataclass(frozen=True)
class _Fixed:
    """The tokens that are always spelt the same, and the usual white space."""

    kinds: dict[str, int]  # by text: kind, _SPACE or _NEWLINE
    treatments: list[int]  # by kind


@lru_cache(maxsize=1)
def _load_fixed() -> _Fixed:
    kinds = load_kinds()
    table = kinds.words | kinds.operators
    table |= {" " * count: _SPACE for count in range(1, 10)} | {"\t" * count: _SPACE for count in range(1, 10)}
    table |= {lines + "\t" * count: _NEWLINE for lines in ("\n", "\n\n") for count in range(12)}
    treatments = [_PLAIN] * (max(table.values()) + 1)
    for kind in kinds.paired:
        treatments[kind] = _PAIRED
    for kind in kinds.control:
        treatments[kind] = _CONTROL
    for text in "()[]{}":
        treatments[kinds.operators[text]] = _BRACKET
    return _Fixed(table, treatments)


def lex(text: str, first: int = 0, end: int | None = None) -> Tokens:
    """Split `text[first:end]` (Latin-1 of the file's bytes) into tokens; offsets count from the text's start."""
    return _Lexer(text).run(first, len(text) if end is None else end)


class _Lexer:
    """One run over one text."""

    __slots__ = ("context", "kinds", "tokens", "type_brackets")

    def __init__(self, text: str) -> None:
        self.kinds = load_kinds()
        self.context = BracketContext(self.kinds)
        self.tokens = Tokens([], [], [], [], [], text)
        self.type_brackets: list[int] = []  # indices of "[" that may open type parameters

    def run(self, first: int, end: int) -> Tokens:
        """Lex, then settle what needs look-ahead or decoding."""
        tokens = self.tokens
        last = self._scan(first, end)
        kinds = self.kinds
        if last in kinds.ends_statement:
            self._add(kinds.semicolon, end, end)
        self._add(kinds.end, end, end)
        for at in self.type_brackets:
            if opens_type_parameters(kinds, tokens.kinds, at):
                tokens.kinds[at] = kinds.type_params
        if not tokens.text.isascii():
            check_text(tokens.values, tokens.problems)
        return tokens

    def _add(self, kind: int, start: int, value: object) -> None:
        self.tokens.kinds.append(kind)
        self.tokens.starts.append(start)
        self.tokens.values.append(value)

    def _scan(self, first: int, end: int) -> int:
        """The hot loop; the kind of the last token."""
        kinds, tokens, context = self.kinds, self.tokens, self.context
        fixed, treatments = _load_fixed().kinds, _load_fixed().treatments
        ident, semicolon, ends_statement = kinds.ident, kinds.semicolon, kinds.ends_statement
        add_kind, add_start, add_value = tokens.kinds.append, tokens.starts.append, tokens.values.append
        last = -1
        header = False  # whether the context wants to see keywords and operators
        at = first
        for word in _TOKEN.findall(tokens.text, first, end):
            start = at
            at += len(word)
            kind = fixed.get(word, _OTHER)
            if kind >= 0:
                treatment = treatments[kind]
                if treatment == _BRACKET:
                    kind = self._bracket(kind, last)
                    header = context.control
                elif treatment == _CONTROL:
                    context.enter_header()
                    header = True
                elif header:
                    context.inside_header(kind)
                last = kind
                add_kind(kind)
                add_start(start)
                add_value((start, word) if treatment == _PAIRED else start)
            elif kind == _OTHER:
                if word[0] in _LETTERS:
                    last = ident
                    add_kind(ident)
                    add_start(start)
                    add_value(Ident(start, at, word))
                elif word[0] == "\n":
                    kind = _NEWLINE
                else:
                    last = self._rare(start, word, last)
            if kind == _NEWLINE and last in ends_statement:
                last = semicolon
                add_kind(semicolon)
                add_start(start)
                add_value(start)
        return last

    def _bracket(self, kind: int, last: int) -> int:
        kinds = self.kinds
        if kind == kinds.lbrack and last == kinds.ident and len(self.tokens.kinds) > 1:
            before = self.tokens.kinds[-2]
            if before == kinds.type or (self.context.group and before in (kinds.semicolon, kinds.lparen)):
                self.type_brackets.append(len(self.tokens.kinds))
        return self.context.bracket(kind, last)

    def _rare(self, start: int, text: str, last: int) -> int:
        """Literals, comments, unusual white space and characters that are no token."""
        kinds = self.kinds
        stop = start + len(text)
        first = text[0]
        if first in '"`':
            if text[-1] != first or len(text) == 1 or "\\" in text:
                self._complain(string_problem(text), start)
            self._add(kinds.string, start, BasicLit(start, stop, "STRING", text))
            return kinds.string
        if first in "0123456789.":
            kind = "INT"
            if not text.isdigit() or (first == "0" and len(text) > 1):
                kind, problem = number_problem(text)
                self._complain(problem, start)
            self._add(kinds.literal, start, BasicLit(start, stop, kind, text))
            return kinds.literal
        if first == "'":
            if len(text) != 3 or text[1] == "'":
                self._complain(rune_problem(text), start)
            self._add(kinds.literal, start, BasicLit(start, stop, "CHAR", text))
            return kinds.literal
        if first == "/":
            if text[1] == "*":
                return self._block_comment(start, text, last)
            if text.startswith("//line "):
                self._line_directive(start, text, text[7:].rstrip("\r"))
            elif text.startswith(("//go:", "//bindery:", "//export ")):
                self._directive(start, text)
        elif first not in " \t\r\0":  # NUL is reported with the encoding
            shown = f" '{first}'" if first >= " " else ""
            self._complain((0, 1, f"invalid character U+{ord(first):04X}{shown}"), start)
        return last

    def _block_comment(self, start: int, text: str, last: int) -> int:
        if len(text) < 4 or not text.endswith("*/"):
            self._complain((0, len(text), "comment not terminated"), start)
        elif text.startswith("/*line "):
            self._line_directive(start, text, text[7:-2])
        if "\n" in text and last in self.kinds.ends_statement:
            self._add(self.kinds.semicolon, start, start)
            return self.kinds.semicolon
        return last

    def _directive(self, start: int, text: str) -> None:
        match = _DIRECTIVE.match(text.rstrip("\r"))
        if match:
            self.tokens.directives.append(
                Directive(
                    start, start + len(text), match[1], (match[2] or "").encode("latin-1").decode("utf-8", "replace")
                )
            )

    def _line_directive(self, start: int, text: str, argument: str) -> None:
        """A line comment is one only in column 1."""
        if text[1] == "*" or start == 0 or self.tokens.text[start - 1] == "\n":
            self.tokens.directives.append(Directive(start, start + len(text), "line", argument))
            problem = line_problem(argument, start + len("//line "))
            if problem is not None:
                self.tokens.problems.append(problem)

    def _complain(self, problem: tuple[int, int, str] | None, start: int) -> None:
        """Record a problem given as start and end relative to the token, and message."""
        if problem is not None:
            begin, end, message = problem
            self.tokens.problems.append(SyntaxProblem(codes.LEXICAL, (message,), start + begin, start + end))
