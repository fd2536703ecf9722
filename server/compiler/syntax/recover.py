"""Goes on after a syntax error: the broken statement becomes a BadStmt, the rest of the function keeps its tree.

Where the bracket around the error closes before the statement ends, the rest of its content is left out: `f(a b)`
becomes `f()`. Otherwise the stack is cut back to the innermost list of statements, specs, fields or interface
elements, and tokens are skipped to the end of the broken item: a ";" outside the brackets that it opened, or the
bracket or clause that ends the list.

Invariant: every recovery consumes a token or shortens the stack, so the number of recoveries is bounded.
"""

from collections.abc import Sequence
from typing import Final

from server.compiler.syntax.engine import Parser
from server.compiler.syntax.lexer import load_kinds
from server.compiler.syntax.nodes import BadExpr, BadStmt

_LISTS: Final = (
    "statement_list", "field_list", "interface_elements", "import_specs", "const_specs", "type_specs", "var_specs",
)  # fmt: skip
_BEFORE_LIST: Final = frozenset(("{", "BODY", ":", "("))
_COMMA_LISTS: Final = frozenset(("expression_list", "parameter_list", "element_list", "type_parameter_list"))
_FILLERS: Final = ("expression", "any_type")
_CLOSING: Final = frozenset((")", "]", "}"))
_PARTNER: Final = {"(": ")", "[": "]", "TYPE_PARAMS": "]", "{": "}", "BODY": "}"}


def recover(parser: Parser) -> bool:
    """Make the parser ready to go on behind what is broken; False when no list of items is open."""
    if parser.closed:
        return False
    keep = _item_list(parser)
    if parser.at != parser.recovered_at and _leave_out(parser, max(keep, 0)):
        parser.recovered_at = parser.at
        return True
    if keep < 0:
        return False
    begin = _start_of(parser, keep)
    if parser.at == parser.recovered_at:
        parser.at += 1  # the token that ended the last broken item fits nothing: leave it out
    if not _skip(parser, open_brackets(parser.symbols[keep:])):
        _close(parser, open_brackets(parser.symbols[:keep]))
    _join_body(parser)
    parser.recovered_at = parser.at
    _cut_back(parser, keep, begin)
    return True


def _join_body(parser: Parser) -> None:
    """Read the braces on the line behind a broken header as a block: the clause that they belong to is left out."""
    kinds = load_kinds()
    tokens, behind = parser.tokens.kinds, parser.at + 1
    if tokens[parser.at] != kinds.semicolon or tokens[behind : behind + 1] != [kinds.body]:
        return
    tokens[behind] = kinds.lbrace
    here, parser.at = parser.at, behind + 1
    closing = _partner(parser, "}", statements=True)
    parser.at = here
    if tokens[behind + 1] in (kinds.words["case"], kinds.words["default"]):
        parser.at = closing + 1 if closing >= 0 else behind  # a switch: its clauses fit nowhere else
    elif closing >= 0 and tokens[closing + 1] == kinds.words["else"]:
        tokens[closing + 1] = kinds.semicolon


def _leave_out(parser: Parser, floor: int) -> bool:
    """Leave out what is broken in the innermost bracket above `floor`; False if it does not close in the statement."""
    symbols, tables = parser.symbols, parser.tables
    opener = _open_bracket(symbols, floor)
    if opener < 0:
        return False
    closing = _PARTNER[symbols[opener]]
    at = _partner(parser, closing)
    if at < 0:
        return False
    keep = opener + 1 + (symbols[opener + 1 : opener + 2] != [] and symbols[opener + 1] in _COMMA_LISTS)
    states, values = parser.states[: keep + 1], parser.values[:keep]
    kind = parser.tokens.kinds[at]
    if not tables.actions[states[-1]][kind]:
        begin, end = parser.tokens.starts[parser.at], parser.tokens.starts[at]
        missing = next((name for name in _FILLERS if tables.expects(states[-1], name)), None)
        if missing is None:
            return False
        states.append(tables.gotos[states[-1]][tables.nonterminals.index(missing)])
        values.append(BadExpr(min(begin, end), end))
        if not tables.actions[states[-1]][kind]:
            return False
    parser.states, parser.values, parser.at = states, values, at
    return True


def _open_bracket(symbols: Sequence[str], floor: int) -> int:
    """The index of the innermost bracket without partner, not below `floor`; -1 if there is none."""
    closed = 0
    for at in range(len(symbols) - 1, floor - 1, -1):
        if symbols[at] in _CLOSING:
            closed += 1
        elif symbols[at] in _PARTNER:
            if not closed:
                return at if symbols[at] != "BODY" else -1
            closed -= 1
    return -1


def _partner(parser: Parser, closing: str, statements: bool = False) -> int:
    """The index of the token that closes the bracket the next token stands in; -1 if there is none.

    Unless the bracket holds `statements`, the end of one ends the search.
    """
    kinds = load_kinds()
    openers = (kinds.lparen, kinds.lbrack, kinds.lbrace, kinds.body, kinds.type_params)
    closers = (kinds.rparen, kinds.rbrack, kinds.rbrace)
    depth = 0
    for at in range(parser.at, len(parser.tokens.kinds)):
        kind = parser.tokens.kinds[at]
        if kind in openers:
            depth += 1
        elif kind in closers:
            if depth == 0:
                return at if kind == kinds.operators[closing] else -1
            depth -= 1
        elif kind == kinds.semicolon and depth == 0 and not statements:
            return -1
    return -1


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
    closed = 0
    for count in range(len(symbols), 0, -1):
        symbol = symbols[count - 1]
        if symbol in _CLOSING:
            closed += 1
        elif closed:
            closed -= symbol in _PARTNER
        elif symbol in _LISTS or (symbol in _BEFORE_LIST and _begins_list(parser, count)):
            return count
    return -1


def _begins_list(parser: Parser, count: int) -> bool:
    """Whether a list of items may follow the first symbols of the stack."""
    return any(parser.tables.expects(parser.states[count], name) for name in _LISTS)


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
