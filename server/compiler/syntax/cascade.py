"""Goes on after a syntax error exactly as gc does, where that decides which errors follow.

gc puts the token it expected in the place of the offending one when a clause lacks its ":", or a parenthesised type
in an interface its ")". It reads the type parameters of an interface method although they are an error. It does not
take `x[1] {` for a composite literal, while the automaton notices only behind the "}" that no such type exists.
Everywhere else `recover` keeps more of the tree than gc does.

Invariant: `substitute` changes a token at most once, so that the parser moves on.
"""

from bisect import bisect_left
from typing import Final

from server.compiler.syntax.actions.expressions import is_value
from server.compiler.syntax.engine import Parser, run, start
from server.compiler.syntax.explain import holder
from server.compiler.syntax.lexer import Tokens, load_kinds
from server.compiler.syntax.nodes import Ident, IndexExpr, SyntaxProblem
from server.diagnostics.codes import syntax as codes

_WANTED: Final = {", expected :": ":", ", expected )": ")"}


def step_back(parser: Parser) -> None:
    """Stand before the "{" of what was taken for a composite literal of a type like `x[1]`, if the error is in one."""
    symbols = parser.symbols
    for at in range(len(symbols) - 1, 0, -1):
        if symbols[at] in ("statement_list", "case"):
            return
        if symbols[at] == "{" and symbols[at - 1] == "primary":
            operand = parser.values[at - 1]
            if isinstance(operand, IndexExpr) and is_value(operand):
                parser.at = bisect_left(parser.tokens.starts, parser.values[at])
                del parser.states[at + 1 :], parser.values[at:]
                return


def substitute(parser: Parser, problem: SyntaxProblem) -> bool:
    """Put the token that gc expected in the place of the one that does not fit; False where gc does not do so."""
    text = _WANTED.get(problem.args[1], "") if problem.row is codes.UNEXPECTED else ""
    kinds, tokens, at = load_kinds(), parser.tokens, parser.at
    if not text or tokens.kinds[at] in (kinds.end, kinds.rbrace, kinds.rparen, kinds.rbrack):
        return False
    if text == ")" and holder(parser.symbols[:-2]) != "interface_elements":
        return False
    wanted = kinds.operators[text]
    if tokens.kinds[at] == wanted:
        return False  # it was put there, and does not fit
    tokens.kinds[at] = wanted
    tokens.values[at] = tokens.starts[at]
    return True


def method_type_parameters(parser: Parser, problem: SyntaxProblem) -> list[SyntaxProblem]:
    """What else is wrong with the type parameters of an interface method, when they are what `problem` is about."""
    if problem.row is not codes.GENERIC_METHOD:
        return []
    kinds, tokens = load_kinds(), parser.tokens
    opening = bisect_left(tokens.starts, problem.start)
    depth, closing = 0, opening
    while closing < len(tokens.kinds) - 1:
        depth += (tokens.kinds[closing] == kinds.lbrack) - (tokens.kinds[closing] == kinds.rbrack)
        if depth == 0:
            break
        closing += 1
    begin, end = tokens.starts[opening], tokens.starts[closing]
    # gc reads them as it reads ordinary parameters.
    alone = Tokens(
        [kinds.func, kinds.ident, kinds.lparen, *tokens.kinds[opening + 1 : closing], kinds.rparen, kinds.semicolon],
        [begin, begin, begin, *tokens.starts[opening + 1 : closing], end, end],
        [begin, Ident(begin, begin, "_"), begin, *tokens.values[opening + 1 : closing], end, end],
        [],
        [],
        tokens.text,
    )
    alone.kinds.append(kinds.end)
    alone.starts.append(end)
    alone.values.append(end)
    inner = start(alone)
    run(inner)
    return inner.problems
