"""Lists of statements, and what a statement may do where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from server.compiler.syntax import nodes as ast
from server.compiler.types.checker import Checker

# Flags of a statement's context.
BREAK_OK: Final = 1
CONTINUE_OK: Final = 2
FALLTHROUGH_OK: Final = 4
FINAL_CASE: Final = 8  # in the last case of a switch
IN_TYPE_SWITCH: Final = 16
_OWN: Final = FALLTHROUGH_OK | FINAL_CASE | IN_TYPE_SWITCH  # not passed on to nested statements


def nested(context: int) -> int:
    """The context of statements inside a statement that stands in `context`."""
    return context & ~_OWN


def check_statements(c: Checker, context: int, stmts: Sequence[ast.Stmt]) -> None:
    """Check the statements of a block; only the last one may be a fallthrough."""
    last = len(stmts) - 1
    while last >= 0 and isinstance(stmts[last], ast.EmptyStmt):
        last -= 1
    plain = context & ~FALLTHROUGH_OK
    for i, stmt in enumerate(stmts):
        c.stmt(context if i == last else plain, stmt)
