"""What consumed a function's budget, statement by statement, and what would make the function fit.

A function just over the budget may fit when one statement moves into a function of its own that is not inlined. The
statement then counts what the call counts: call, name, an argument for each variable that it needs, an assignment for
those that it sets. The cheapest statement for which that is enough is named, after counting the function again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from server.compiler.decide.inline.prices import COST
from server.compiler.decide.inline.verdicts import Verdicts
from server.compiler.decide.plan import Verdict
from server.compiler.decide.routine import Routine
from server.compiler.ir.decisions import Step
from server.compiler.syntax import nodes as ast
from server.compiler.syntax.walk import preorder
from server.compiler.types.objects import Var
from server.source.span import Span


@dataclass(frozen=True, slots=True)
class Extraction:
    """A statement that could become a function of its own, and what the function around would cost then."""

    stmt: ast.Stmt
    cost: int


@dataclass(frozen=True, slots=True)
class Breakdown:
    """parts: the statements of the body with their costs, in order; nested: those inside them as well."""

    verdict: Verdict
    parts: tuple[tuple[ast.Stmt, int], ...]
    nested: dict[ast.Stmt, int]
    extraction: Extraction | None


def breakdown_steps(found: Breakdown, routine: Routine) -> tuple[Step, ...]:
    """What consumed the budget and which extraction would make the function fit; nothing where cost does not matter."""
    if not found.verdict.can_inline and not found.verdict.reason.startswith(_TOO_COMPLEX):
        return ()
    steps = [
        Step(_span(routine, stmt), f"cost {cost}: {_headline(routine, stmt)}") for stmt, cost in found.parts if cost
    ]
    if found.extraction is not None:
        stmt, cost = found.extraction.stmt, found.extraction.cost
        text = f"cost {cost} of the function with this statement in one of its own: {_headline(routine, stmt)}"
        steps.append(Step(_span(routine, stmt), text))
    return tuple(steps)


def _span(routine: Routine, stmt: ast.Stmt) -> Span:
    return Span(routine.tree.anchor, stmt.start, stmt.end)


def _headline(routine: Routine, stmt: ast.Stmt) -> str:
    """The first line of a statement, not too long."""
    text, _, rest = routine.tree.text[stmt.start : stmt.end].decode("utf-8", "replace").partition("\n")
    if len(text) > _LONGEST:
        return f"{text[: _LONGEST - 1]}…"
    return f"{text} ..." if rest else text


_TOO_COMPLEX: Final = "function too complex"
_LONGEST: Final = 60  # characters of a statement that is quoted
_LEAVING: Final = (ast.ReturnStmt, ast.BranchStmt, ast.LabeledStmt, ast.DeferStmt)


def breakdown(verdicts: Verdicts, routine: Routine) -> Breakdown:
    """The costs of a declared function."""
    verdict = verdicts.verdict(routine, routine.decl)
    counted = verdicts.by_statement(routine)
    assert routine.decl.body is not None
    parts = tuple((stmt, counted[stmt]) for stmt in routine.decl.body.stmts if stmt in counted)
    too_complex = not verdict.can_inline and verdict.cost > verdict.budget
    extraction = _cheapest(verdicts, routine, verdict, counted) if too_complex else None
    return Breakdown(verdict, parts, counted, extraction)


def _cheapest(
    verdicts: Verdicts, routine: Routine, verdict: Verdict, counted: dict[ast.Stmt, int]
) -> Extraction | None:
    if verdict.reason.startswith(_TOO_COMPLEX):
        excess = verdict.cost - verdict.budget
        least = excess + COST.call
        for stmt, cost in sorted(counted.items(), key=lambda item: (item[1], item[0].start)):
            if cost < least or not _can_move(routine, stmt):
                continue
            price = _call_price(routine, stmt)
            if cost - price < excess:
                continue
            again = verdicts.cost_with(routine, {stmt: price})
            if again <= verdict.budget:
                return Extraction(stmt, again)
    return None


def _can_move(routine: Routine, stmt: ast.Stmt) -> bool:
    """Whether nothing jumps out of a statement and nothing that it declares is used after it."""
    if isinstance(stmt, ast.EmptyStmt) or any(isinstance(node, _LEAVING) for node in preorder(stmt)):
        return False
    info = routine.view.info
    declared = {info.defs.get(node) for node in preorder(stmt) if isinstance(node, ast.Ident)} - {None}
    return not any(info.uses.get(ident) in declared for ident in _outside(routine, stmt))


def _outside(routine: Routine, stmt: ast.Stmt) -> Iterator[ast.Ident]:
    assert routine.decl.body is not None
    for node in preorder(routine.decl.body):
        if isinstance(node, ast.Ident) and not stmt.start <= node.start < stmt.end:
            yield node


def _call_price(routine: Routine, stmt: ast.Stmt) -> int:
    """What the call counts that takes the statement's place."""
    info = routine.view.info
    needed: set[Var] = set()
    changed: set[Var] = set()
    for node in preorder(stmt):
        if isinstance(node, ast.Ident):
            var = info.uses.get(node)
            if isinstance(var, Var) and not var.is_global and not var.is_field and not _inside(var, stmt):
                needed.add(var)
        for target in _targets(node):
            var = info.uses.get(target)
            if isinstance(var, Var) and not var.is_global and not _inside(var, stmt):
                changed.add(var)
    assignment = 1 + len(changed) if changed else 0
    return 2 + COST.call + len(needed) + assignment


def _inside(var: Var, stmt: ast.Stmt) -> bool:
    return var.span is not None and stmt.start <= var.span.start < stmt.end


def _targets(node: ast.Node) -> Iterator[ast.Ident]:
    if isinstance(node, ast.AssignStmt):
        yield from (target for target in node.lhs if isinstance(target, ast.Ident))
    elif isinstance(node, ast.IncDecStmt) and isinstance(node.x, ast.Ident):
        yield node.x
