"""Goes on after a syntax error: the broken statement becomes a BadStmt, the rest of the function keeps its tree.

The stack is cut back to the innermost list of statements, specs, fields or interface elements, and tokens are skipped
to the end of the broken item: a ";" outside the brackets that it opened, or the bracket or clause that ends the list.

Invariant: every recovery consumes a token or shortens the stack, so the number of recoveries is bounded.
"""

from typing import Final

from server.compiler.syntax.context import Kinds
from server.compiler.syntax.engine import Parser
from server.compiler.syntax.lexer import load_kinds
from server.compiler.syntax.nodes import BadStmt

_LISTS: Final = (
    "statement_list", "field_list", "interface_elements", "import_specs", "const_specs", "type_specs", "var_specs",
)  # fmt: skip
_BEFORE_LIST: Final = frozenset(("{", "BODY", ":", "("))
_OPENERS: Final = frozenset(("(", "[", "{", "TYPE_PARAMS", "BODY"))
_CLOSERS: Final = frozenset((")", "]", "}"))


def recover(parser: Parser) -> bool:
    """Make the parser ready to go on behind the broken statement; False when no list of items is open."""
    keep = _item_list(parser)
    if keep < 0:
        return False
    symbols = parser.symbols
    open_brackets = 0
    for symbol in symbols[keep:]:
        open_brackets += (symbol in _OPENERS) - (symbol in _CLOSERS)
    begin = _start_of(parser, keep)
    if parser.at == parser.recovered_at:
        parser.at += 1  # the token that ended the last broken statement fits nothing: leave it out
    if not _skip(parser, max(open_brackets, 0)):
        return False
    parser.recovered_at = parser.at
    end = parser.tokens.starts[parser.at]
    del parser.states[keep + 1 :]
    del parser.values[keep:]
    if symbols[keep - 1] not in _LISTS:
        tables = parser.tables
        name = next(name for name in _LISTS if tables.expects(parser.states[-1], name))
        parser.states.append(tables.gotos[parser.states[-1]][tables.nonterminals.index(name)])
        parser.values.append([])
    if parser.symbols[-1] == "statement_list":
        parser.values[-1].append(BadStmt(begin, max(begin, end)))
    return True


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
    for value in parser.values[keep:]:
        if isinstance(value, tuple):
            value = value[0]
        if isinstance(value, list):
            value = value[0] if value else None
        offset = value if isinstance(value, int) else getattr(value, "start", None)
        if offset is not None and parser.tokens.text[offset : offset + 1] != ";":
            return int(offset)
    return parser.tokens.starts[parser.at]


def _skip(parser: Parser, depth: int) -> bool:
    """Move to the token that ends the statement; False at the end of the text."""
    kinds: Kinds = load_kinds()
    words = kinds.words
    clauses = (words["case"], words["default"])
    openers = (kinds.lparen, kinds.lbrack, kinds.lbrace, kinds.body, kinds.type_params)
    closers = (kinds.rparen, kinds.rbrack, kinds.rbrace)
    tokens = parser.tokens.kinds
    while parser.at < len(tokens):
        kind = tokens[parser.at]
        if kind == kinds.end:
            return False
        if kind in openers:
            depth += 1
        elif kind in closers:
            if depth == 0 and kind != kinds.rbrack:
                return True
            depth = max(depth - 1, 0)
        elif depth == 0 and (kind == kinds.semicolon or kind in clauses):
            return True
        parser.at += 1
    return False
