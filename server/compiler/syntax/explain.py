"""Words a syntax error as gc does."""

from server.compiler.syntax.engine import Run
from server.compiler.syntax.lexer import Tokens
from server.compiler.syntax.nodes import SyntaxProblem
from server.compiler.syntax.tables import Tables
from server.diagnostics.codes import syntax as codes


def explain(tokens: Tokens, outcome: Run, tables: Tables) -> SyntaxProblem:
    """The problem at the token where a run ended."""
    at = outcome.failed_at
    start = tokens.starts[at]
    return SyntaxProblem(codes.UNEXPECTED, (tables.terminals[tokens.kinds[at]], ""), start, start + 1)
