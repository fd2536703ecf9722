"""Source text to tokens: one regular expression, automatic semicolons, byte offsets.

The text is decoded as Latin-1, so that an index into it is a byte offset; identifiers and literals outside ASCII are
decoded properly afterwards. Tokens are parallel lists: kinds (terminal numbers of the tables), starts (byte offsets)
and values (what the parser pushes, see `actions`). The last token is END.

Source: the specification's chapter "Lexical elements".
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from server.compiler.syntax.context import BracketContext, Kinds, make_kinds, opens_type_parameters
from server.compiler.syntax.literals import check_text, number_problem, rune_problem, string_problem
from server.compiler.syntax.nodes import BasicLit, Directive, Ident, SyntaxProblem
from server.compiler.syntax.tables import load_tables
from server.diagnostics.codes import syntax as codes

# Groups: 1 word, 2 line comment, 3 newlines, 4 string, 5 block comment, 6 number, 7 rune, 8 operator, 9 anything else.
# Unterminated strings, runes and comments match too and are told apart by their last character.
_TOKEN: Final = re.compile(
    r"""[ \t\r]*(?:
    ([A-Za-z_\x80-\xff][A-Za-z0-9_\x80-\xff]*)
    |(//[^\n]*)
    |(\n[ \t\r\n]*)
    |("(?:[^"\\\n]|\\[^\n])*"?|`[^`]*`?)
    |(/\*(?:[^*]|\*(?!/))*(?:\*/)?)
    |((?:0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]*)?
        |0[bBoO][0-9_]*(?:\.[0-9_]*)?(?:[eEpP][+-]?[0-9_]*)?
        |(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9][0-9_]*)(?:[eEpP][+-]?[0-9_]*)?)i?)
    |('(?:[^'\\\n]|\\[^\n])*'?)
    |(<<=|>>=|&\^=|\.\.\.|&&|\|\||<-|\+\+|--|==|!=|<=|>=|:=|\+=|-=|\*=|/=|%=|&=|\|=|\^=|<<|>>|&\^
        |[()\[\]{},;.:=*&+\-^|!~<>/%])
    |(.))""",
    re.VERBOSE,
)
_DIRECTIVE: Final = re.compile(r"//((?:go|bindery):[a-z][a-z0-9_-]*|line|export|extern)(?:[ \t]+(.*))?$")
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
        kinds = self.kinds
        words, operators, ident, semicolon = kinds.words, kinds.operators, kinds.ident, kinds.semicolon
        control, paired, ends_statement = kinds.control, kinds.paired, kinds.ends_statement
        context = self.context
        add_kind = self.tokens.kinds.append
        add_start = self.tokens.starts.append
        add_value = self.tokens.values.append
        last = -1
        for match in _TOKEN.finditer(self.tokens.text, first, end):
            group = match.lastindex
            if group == 1:
                word = match[1]
                stop = match.end()
                start = stop - len(word)
                last = words.get(word, ident)
                add_kind(last)
                add_start(start)
                if last == ident:
                    add_value(Ident(start, stop, word))
                    continue
                add_value((start, word) if last in paired else start)
                if last in control:
                    context.enter_header()
                elif context.control:
                    context.inside_header(last)
            elif group == 8:
                word = match[8]
                start = match.end() - len(word)
                kind = operators[word]
                if word in "()[]{}":
                    kind = self._bracket(kind, last)
                elif context.control:
                    context.inside_header(kind)
                last = kind
                add_kind(kind)
                add_start(start)
                add_value((start, word) if kind in paired else start)
            elif group == 3:
                if last in ends_statement:
                    last = semicolon
                    add_kind(semicolon)
                    add_start(match.start(3))
                    add_value(match.start(3))
            elif group is not None:
                last = self._rare(group, match.start(group), match[group], last)
        return last

    def _bracket(self, kind: int, last: int) -> int:
        kinds = self.kinds
        if kind == kinds.lbrack and last == kinds.ident and len(self.tokens.kinds) > 1:
            before = self.tokens.kinds[-2]
            if before == kinds.type or (self.context.group and before in (kinds.semicolon, kinds.lparen)):
                self.type_brackets.append(len(self.tokens.kinds))
        return self.context.bracket(kind, last)

    def _rare(self, group: int, start: int, text: str, last: int) -> int:
        """Literals, comments and characters that are no token."""
        kinds = self.kinds
        stop = start + len(text)
        if group == 4:
            if text[-1] != text[0] or len(text) == 1 or "\\" in text:
                self._complain(string_problem(text), start)
            self._add(kinds.string, start, BasicLit(start, stop, "STRING", text))
            return kinds.string
        if group == 6:
            kind = "INT"
            if not text.isdigit() or (text[0] == "0" and len(text) > 1):
                kind, problem = number_problem(text)
                self._complain(problem, start)
            self._add(kinds.literal, start, BasicLit(start, stop, kind, text))
            return kinds.literal
        if group == 7:
            if len(text) != 3 or text[1] == "'":
                self._complain(rune_problem(text), start)
            self._add(kinds.literal, start, BasicLit(start, stop, "CHAR", text))
            return kinds.literal
        if group == 2:
            if text.startswith(("//go:", "//bindery:", "//line ", "//export ")):
                self._directive(start, text)
            return last
        if group == 5:
            return self._block_comment(start, text, last)
        if text != "\0":  # reported with the encoding
            self._complain(
                (0, 1, f"invalid character U+{ord(text):04X}" + (f" '{text}'" if text >= " " else "")), start
            )
        return last

    def _block_comment(self, start: int, text: str, last: int) -> int:
        if len(text) < 4 or not text.endswith("*/"):
            self._complain((0, len(text), "comment not terminated"), start)
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

    def _complain(self, problem: tuple[int, int, str] | None, start: int) -> None:
        """Record a problem given as start and end relative to the token, and message."""
        if problem is not None:
            begin, end, message = problem
            self.tokens.problems.append(SyntaxProblem(codes.LEXICAL, (message,), start + begin, start + end))
