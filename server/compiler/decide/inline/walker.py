"""The walk over a body that counts its nodes, and what it finds on the way.

The walk follows the order in which gc evaluates and visits: operands before the operation, left before right. It
answers with a count; calls, function literals and statements that start functions are collected in passing. What each
construct counts is said in expressions.py, operands.py, calls.py, builtins.py and statements.py, which are reached
through tables.

Source: what gc 1.27 makes of each construct in its intermediate tree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from server.compiler.decide.inline.callee import Callee
from server.compiler.decide.inline.conversion import boxes
from server.compiler.decide.inline.prices import COST, Prices
from server.compiler.decide.reach import live_statements
from server.compiler.decide.routine import CallNode, Literal, Wrapped
from server.compiler.syntax import nodes as ast
from server.compiler.types.model import Interface, Signature, Tuple, Type, underlying
from server.compiler.types.objects import Var
from server.compiler.types.predicates import default_type
from server.compiler.types.sizes import Sizes
from server.compiler.types.view import BodyView

CostOf: TypeAlias = Callable[[Callee], int | None]  # of a callee that would be inlined; None if it would not be


@dataclass(slots=True)
class BodyFacts:
    """What one body comes to, those of the literals in it apart.

    cost: the count. reason: why it cannot be inlined whatever it costs, in gc's words, or "".
    calls: in the order in which gc considers them. literals, wrapped: in the order of their numbers.
    """

    cost: int = 0
    reason: str = ""
    calls: list[tuple[CallNode, Callee]] = field(default_factory=list)
    literals: list[Literal] = field(default_factory=list)
    wrapped: list[Wrapped] = field(default_factory=list)
    returns: list[ast.ReturnStmt] = field(default_factory=list)  # that leave this very function
    by_statement: dict[ast.Stmt, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rules:
    """The count of each construct: functions of the walker and the node."""

    expr: Mapping[type, Callable[[Walker, Any], int]]
    stmt: Mapping[type, Callable[[Walker, Any], int]]


@dataclass(frozen=True, slots=True)
class Edits:
    """What the statements of range-over-func loops count after gc has rewritten them into calls (rangefunc.py).

    jumps: returns and branches that leave a loop body. loops: what surrounds each call of an iterator.
    defers: outermost loops in whose bodies something is deferred.
    """

    jumps: Mapping[ast.Stmt, int] = field(default_factory=dict)
    loops: Mapping[ast.RangeStmt, int] = field(default_factory=dict)
    defers: frozenset[ast.RangeStmt] = frozenset()


class Walker:
    """One walk over one body."""

    __slots__ = (
        "arch",
        "body",
        "callee_cost",
        "edits",
        "facts",
        "info",
        "mapped",
        "prices",
        "record",
        "replaced",
        "results",
        "rules",
        "sizes",
        "types",
        "view",
    )

    def __init__(
        self,
        view: BodyView,
        rules: Rules,
        sizes: Sizes,
        arch: str,
        callee_cost: CostOf,
        signature: Signature | None,
        body: tuple[int, int],
        prices: Prices = COST,
        edits: Edits | None = None,
        replaced: Mapping[ast.Stmt, int] | None = None,
    ) -> None:
        self.view = view
        self.info = view.info
        self.types = view.info.types
        self.mapped = bool(view.mapping)  # an instance: some operations go through the dictionary
        self.rules = rules
        self.sizes = sizes
        self.arch = arch
        self.callee_cost = callee_cost
        self.results = signature.results.vars if signature is not None else []  # of the declaration or literal around
        self.body = body  # the extent of the text of the function; what is declared outside it is captured
        self.prices = prices
        self.edits = edits or Edits()
        self.replaced = replaced or {}  # statements that count something else
        self.record = False  # whether to keep the count of each statement
        self.facts = BodyFacts()

    def expr(self, expr: ast.Expr) -> int:
        """The count of an operand."""
        found = self.types.get(expr)
        if found is not None and found.value is not None:
            return 1
        return self.rules.expr[expr.__class__](self, expr)

    def converted(self, expr: ast.Expr, dst: Type | None) -> int:
        """The count of an operand that is assigned to type `dst`; None: to nothing that has a type."""
        count = self.expr(expr)
        return count if dst is None else count + self.implicit(expr, dst)

    def implicit(self, expr: ast.Expr, dst: Type) -> int:
        """The count of the conversion to `dst` alone."""
        src = self.type_of(expr)
        if src is dst or src is None:
            return 0
        return self.assigned(src, dst)

    def assigned(self, src: Type, dst: Type) -> int:
        """The count of the conversion of a value of type `src` that is assigned to type `dst`."""
        if underlying(dst).__class__ is Interface:
            return 1 if boxes(src, dst) else 0
        return 0

    def type_of(self, expr: ast.Expr) -> Type | None:
        """The type of an operand, or of the variable that an identifier declares."""
        found = self.types.get(expr)
        if found is None or self.mapped:
            return self.view.type_of(expr)
        return default_type(found.type)

    def tuple_of(self, exprs: list[ast.Expr]) -> Tuple | None:
        """The results of the one call of several values that a list consists of, if that is what it is."""
        if len(exprs) != 1:
            return None
        found = self.types.get(exprs[0])
        if found is None or not isinstance(found.type, Tuple) or len(found.type.vars) < 2:
            return None
        concrete = self.view.concrete(found.type)
        assert isinstance(concrete, Tuple)
        return concrete

    def derived(self, typ: Type | None) -> bool:
        """Whether a type of the source mentions a type parameter of the instance."""
        return typ is not None and self.mapped and self.view.concrete(typ) is not typ

    def stmts(self, stmts: Sequence[ast.Stmt]) -> int:
        """The count of the statements of a list that can be reached."""
        return sum([self.stmt(stmt) for stmt in live_statements(self.info, stmts)])

    def stmt(self, stmt: ast.Stmt) -> int:
        """The count of one statement."""
        if stmt in self.replaced:
            return self.replaced[stmt]
        count = self.rules.stmt[stmt.__class__](self, stmt)
        if self.record:
            self.facts.by_statement[stmt] = count
        return count

    def is_parameter(self, var: Var) -> bool:
        """Whether a local variable is a parameter of the function or captured from outside: it may become constant."""
        if var.role in ("parameter", "receiver") or var.span is None:
            return True
        start, end = self.body
        return not start <= var.span.start < end

    def impossible(self, reason: str) -> None:
        """Note that the body cannot be inlined; the first reason counts."""
        self.facts.reason = self.facts.reason or reason
