"""Goes on after a syntax error: the broken statement becomes a BadStmt, the rest of the function keeps its tree.

The stack is cut back to the innermost list of statements, specs, fields or interface elements, and tokens are skipped
to the end of the broken item: a ";" outside the brackets that it opened, or the bracket or clause that ends the list.

Invariant: every recovery consumes a token or shortens the stack, so the number of recoveries is bounded.
"""

from collections.abc import Sequence
from typing import Final

from server.compiler.syntax.engine import Parser
from server.compiler.syntax.lexer import load_kinds
from server.compiler.syntax.nodes import BadStmt

_LISTS: Final = (
    "statement_list", "field_list", "interface_elements", "import_specs", "const_specs", "type_specs", "var_specs",
)  # fmt: skip
_BEFORE_LIST: Final = frozenset(("{", "BODY", ":", "("))
_PARTNER: Final = {"(": ")", "[": "]", "TYPE_PARAMS": "]", "{": "}", "BODY": "}"}


def recover(parser: Parser) -> bool:
    """Make the parser ready to go on behind the broken item; False when no list of items is open."""
    keep = _item_list(parser)
    if keep < 0 or parser.closed:
        return False
    begin = _start_of(parser, keep)
    if parser.at == parser.recovered_at:
        parser.at += 1  # the token that ended the last broken item fits nothing: leave it out
    if not _skip(parser, open_brackets(parser.symbols[keep:])):
        _close(parser, open_brackets(parser.symbols[:keep]))
    parser.recovered_at = parser.at
    _cut_back(parser, keep, begin)
    return True


def _cut_back(parser: Parser, keep: int, begin: int) -> None:
    """Keep that many symbols of the stack, and end it with a list of items that holds the broken statement."""
    end = parser.tokens.starts[parser.at]
    del parser.states[keep + 1 :]
    del parser.values[keep:]
    if parser.symbols[-1] not in _LISTS:
        tables = parser.tables
        name = next(name for name in _LISTS if tables.expects(parser.states[-1], name))
        parser.states.append(tables.gotos[parser.states[-1]][tables.nonterminals.index(name)])
        parser.values.append([])
    if parser.symbols[-1] == "statement_list":
        parser.values[-1].append(BadStmt(begin, max(begin, end)))


def open_brackets(symbols: Sequence[str]) -> list[str]:
    """The brackets among grammar symbols that have no partner among them, outermost first, by their closing text."""
    stack: list[str] = []
    for symbol in symbols:
        if symbol in _PARTNER:
            stack.append(_PARTNER[symbol])
        elif stack and symbol == stack[-1]:
            stack.pop()
    return stack


def _close(parser: Parser, brackets: list[str]) -> None:
    """At the end of the text: supply the closing brackets that are missing, so that what was read becomes a tree."""
    kinds = load_kinds()
    tokens = parser.tokens
    end = tokens.starts[-1]
    supplied = [kinds.operators[text] for text in reversed(brackets)]
    parser.at = len(tokens.kinds) - 1
    tokens.kinds[-1:] = [*supplied, kinds.semicolon, kinds.end]
    tokens.starts += [end] * (len(supplied) + 1)
    tokens.values += [end] * (len(supplied) + 1)
    parser.closed = True


def _item_list(parser: Parser) -> int:
    """How many symbols of the stack to keep: up to a list of items, or what one may follow; -1 if there is none."""
    symbols = parser.symbols
    for count in range(len(symbols), 0, -1):
        symbol = symbols[count - 1]
        if symbol in _LISTS:
            return count
        if symbol in _BEFORE_LIST and any(parser.tables.expects(parser.states[count], name) for name in _LISTS):
            return count
    return -1


def _start_of(parser: Parser, keep: int) -> int:
    """The offset where the broken statement starts."""
    for symbol, value in zip(parser.symbols[keep:], parser.values[keep:]):
        if symbol == ";":
            continue
        first = value
        if isinstance(first, tuple | list):
            first = first[0] if first else None
        offset = first if isinstance(first, int) else getattr(first, "start", None)
        if offset is not None:
            return int(offset)
    return parser.tokens.starts[parser.at]


def _skip(parser: Parser, inside: list[str]) -> bool:
    """Move to the token that ends the item, of which the brackets `inside` are open; False at the end of the text."""
    kinds = load_kinds()
    clauses = (kinds.words["case"], kinds.words["default"])
    closing = {kinds.lparen: ")", kinds.lbrack: "]", kinds.type_params: "]", kinds.lbrace: "}", kinds.body: "}"}
    texts = {kinds.rparen: ")", kinds.rbrack: "]", kinds.rbrace: "}"}
    tokens = parser.tokens.kinds
    while parser.at < len(tokens):
        kind = tokens[parser.at]
        if kind == kinds.end:
            return False
        if kind in closing:
            inside.append(closing[kind])
        elif kind in texts:
            if texts[kind] in inside:
                while inside.pop() != texts[kind]:
                    continue  # brackets that were never closed
            elif kind != kinds.rbrack:
                return True
        elif not inside and (kind == kinds.semicolon or kind in clauses):
            return True
        parser.at += 1
    return False
