"""The facts of bodies: what each counts, calls and holds, every body walked once.

A body is that of a declaration, a literal, a range-over-func loop, or the call of a go or defer statement. What a body
counts depends on which of its callees would be inlined, which somebody else knows (`CostOf`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from server.compiler.decide.inline.deferred import made_later
from server.compiler.decide.inline.expressions import EXPRESSIONS
from server.compiler.decide.inline.prices import CHEAP_CALLS, CHEAP_LEVEL, COST, NODES, Prices
from server.compiler.decide.inline.rangefunc import BODY_END, BODY_START, edits_of
from server.compiler.decide.inline.statements import STATEMENTS, assignment_to_variables, is_range_func
from server.compiler.decide.inline.walker import BodyFacts, CostOf, Edits, Rules, Walker
from server.compiler.decide.reach import terminates
from server.compiler.decide.routine import BodyNode, Routine
from server.compiler.syntax import nodes as ast
from server.compiler.types.model import Signature, underlying
from server.compiler.types.sizes import Sizes

_RULES: Final = Rules(EXPRESSIONS, STATEMENTS)
_NO_EDITS: Final = Edits()


@dataclass(slots=True, eq=False)
class Around:
    """What a literal or loop body needs to know of the function around it: its results and rewritten loops."""

    node: ast.FuncDecl | ast.FuncLit
    signature: Signature | None
    edits: Edits


@dataclass(slots=True, eq=False)
class Measure:
    """Walks bodies for one target architecture."""

    sizes: Sizes
    arch: str
    _around: dict[tuple[Routine, BodyNode], Around] = field(default_factory=dict)

    def facts(self, routine: Routine, node: BodyNode, around: Around, callee_cost: CostOf, level: int = 1) -> BodyFacts:
        """Cost, calls and literals of a body, at a level of the -l flag."""
        walker = self._walker(routine, node, around, callee_cost, self.prices(level))
        walker.facts.cost = self._count(walker, node)
        return walker.facts

    def prices(self, level: int) -> Prices:
        """What counts how much at a level of the -l flag."""
        return CHEAP_CALLS if level == CHEAP_LEVEL else COST

    def nodes(self, routine: Routine, node: BodyNode, around: Around) -> int:
        """The plain number of nodes of a body."""
        return self._count(self._walker(routine, node, around, lambda _callee: None, NODES), node)

    def by_statement(
        self, routine: Routine, around: Around, callee_cost: CostOf, replaced: Mapping[ast.Stmt, int], level: int
    ) -> BodyFacts:
        """The facts of a declaration with the count of each statement, some of them replaced by another count."""
        walker = self._walker(routine, routine.decl, around, callee_cost, self.prices(level), replaced)
        walker.record = True
        walker.facts.cost = self._count(walker, routine.decl)
        return walker.facts

    def around(self, routine: Routine, node: ast.FuncDecl | ast.FuncLit) -> Around:
        """The function that bodies inside `node` belong to."""
        key = (routine, node)
        if key not in self._around:
            self._around[key] = self._look_around(routine, node)
        return self._around[key]

    def _look_around(self, routine: Routine, node: ast.FuncDecl | ast.FuncLit) -> Around:
        view = routine.view
        if isinstance(node, ast.FuncDecl):
            signature = routine.obj.type
        else:
            typ = view.type_of(node)
            under = underlying(typ) if typ is not None else None
            signature = under if isinstance(under, Signature) else None
        body = node.body
        edits = _NO_EDITS
        if body is not None and b"range" in routine.tree.text[body.start : body.end]:
            walker = self._walker(routine, node, Around(node, signature, edits), lambda _callee: None, COST)
            edits = edits_of(body, lambda stmt: is_range_func(walker, stmt))
        return Around(node, signature, edits)

    def _walker(
        self,
        routine: Routine,
        node: BodyNode,
        around: Around,
        callee_cost: CostOf,
        prices: Prices,
        replaced: Mapping[ast.Stmt, int] | None = None,
    ) -> Walker:
        extent = (node.start, node.end)
        return Walker(
            routine.view,
            _RULES,
            self.sizes,
            self.arch,
            callee_cost,
            around.signature,
            extent,
            prices,
            around.edits,
            replaced,
        )

    def _count(self, walker: Walker, node: BodyNode) -> int:
        match node:
            case ast.RangeStmt():
                end = 0 if terminates(walker.info, node.body, walker.edits.jumps) else BODY_END
                return BODY_START + assignment_to_variables(walker, node) + walker.stmts(node.body.stmts) + end
            case ast.GoStmt() | ast.DeferStmt():
                return made_later(walker, node)
        assert node.body is not None
        return walker.stmts(node.body.stmts)
