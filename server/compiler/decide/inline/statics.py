"""What is known of the local variables of a declaration without following control flow.

A variable that is set where it is declared and nowhere else stands for that value: `f := func() { ... }; f()` calls the
literal. Assignments, and addresses taken, anywhere in the declaration count, those in literals included.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from server.compiler.decide.inline.callee import unparen
from server.compiler.decide.routine import Literal
from server.compiler.syntax import nodes as ast
from server.compiler.syntax.walk import children
from server.compiler.types.info import Info
from server.compiler.types.objects import Var

Owner: TypeAlias = Literal | None  # the innermost literal or loop body around; None: the declaration itself


@dataclass(slots=True, eq=False)
class Statics:
    """Facts of one declaration's text, for all instances of it.

    definitions: the value in the declaration of a variable. parts: of one declared with the values of a call, the call
    and which of them it is. guarded: of the variable of a clause of a type switch, the operand of the switch.
    assigned: other values that are assigned, None for one that is not written as an expression.
    addressed: variables whose address is taken.
    owner: for each literal and loop body the one around it. captures: literals that mention variables from outside.
    mentions: where each variable is mentioned, its declaration apart, and the literal or loop body in whose text.
    """

    definitions: dict[Var, ast.Expr] = field(default_factory=dict)
    parts: dict[Var, tuple[ast.Expr, int]] = field(default_factory=dict)
    guarded: dict[Var, ast.Expr] = field(default_factory=dict)
    ranged: set[Var] = field(default_factory=set)  # declared by range statements
    assigned: dict[Var, list[ast.Expr | None]] = field(default_factory=dict)
    addressed: set[Var] = field(default_factory=set)
    owner: dict[Literal, Owner] = field(default_factory=dict)
    captures: set[Literal] = field(default_factory=set)
    mentions: dict[Var, list[tuple[ast.Ident, Owner]]] = field(default_factory=dict)
    declared_in: dict[Var, Owner] = field(default_factory=dict)

    def stands_for(self, var: Var) -> ast.Expr | None:
        """The expression whose value a variable always has."""
        if var in self.assigned or var in self.addressed:
            return None
        return self.definitions.get(var)

    def stable(self, var: Var) -> bool:
        """Whether a variable or parameter is never set again."""
        return var not in self.assigned and var not in self.addressed


def statics_of(info: Info, root: ast.Node, is_range_func: Callable[[ast.RangeStmt], bool]) -> Statics:
    """The facts of the text below a node."""
    finder = _Finder(info, is_range_func)
    work: list[tuple[ast.Node, Owner]] = [(root, None)]
    while work:
        node, owner = work.pop()
        finder.visit(node, owner)
        inside = owner
        if isinstance(node, ast.FuncLit) or (isinstance(node, ast.RangeStmt) and is_range_func(node)):
            finder.found.owner[node] = owner
            inside = node
        work.extend((child, inside) for child in reversed(children(node)))
    finder.find_captures()
    return finder.found


class _Finder:
    """Collects the facts, node by node, parents first."""

    def __init__(self, info: Info, is_range_func: Callable[[ast.RangeStmt], bool]) -> None:
        self.info = info
        self.is_range_func = is_range_func
        self.found = Statics()

    def visit(self, node: ast.Node, owner: Owner) -> None:
        """One node."""
        match node:
            case ast.Ident():
                self._name(node, owner)
            case ast.AssignStmt():
                self._assignment(node.lhs, node.rhs, node.tok in ("=", ":="))
            case ast.ValueSpec():
                if node.values:
                    self._assignment(node.names, node.values, True)
            case ast.IncDecStmt():
                self._set(node.x, None)
            case ast.RangeStmt():
                for expr in (node.key, node.value):
                    if expr is not None:
                        self._set(expr, None, ranged=True)
            case ast.TypeSwitchStmt():
                self._guard(node)
            case ast.UnaryExpr(op="&"):
                var = self._outer(node.x)
                if var is not None:
                    self.found.addressed.add(var)

    def _name(self, ident: ast.Ident, owner: Owner) -> None:
        obj = self.info.uses.get(ident)
        if isinstance(obj, Var) and not obj.is_global and not obj.is_field:
            self.found.mentions.setdefault(obj, []).append((ident, owner))
            return
        declared = self.info.defs.get(ident)
        if isinstance(declared, Var):
            self.found.declared_in[declared] = owner

    def _guard(self, stmt: ast.TypeSwitchStmt) -> None:
        """Each clause of `switch v := x.(type)` has its own v, which is not written as a declaration."""
        assertion = unparen(stmt.assign.rhs[0]) if isinstance(stmt.assign, ast.AssignStmt) else None
        for clause in stmt.body:
            var = self.info.implicits.get(clause)
            if isinstance(var, Var) and isinstance(assertion, ast.TypeAssertExpr):
                self.found.guarded[var] = assertion.x

    def _assignment(self, lhs: list[ast.Expr] | list[ast.Ident], rhs: list[ast.Expr], plain: bool) -> None:
        paired = plain and len(lhs) == len(rhs)
        for i, expr in enumerate(lhs):
            self._set(expr, rhs[i] if paired else None, part=(rhs[0], i) if not paired and plain else None)

    def _set(
        self,
        expr: ast.Expr,
        value: ast.Expr | None,
        ranged: bool = False,
        part: tuple[ast.Expr, int] | None = None,
    ) -> None:
        expr = unparen(expr)
        declared = self.info.defs.get(expr) if isinstance(expr, ast.Ident) else None
        if isinstance(declared, Var):
            if value is not None:
                self.found.definitions[declared] = value
            elif ranged:
                self.found.ranged.add(declared)
            elif part is not None:
                self.found.parts[declared] = part
                self.found.assigned.setdefault(declared, []).append(None)
            return
        var = self._outer(expr)
        if var is not None:
            self.found.assigned.setdefault(var, []).append(value if isinstance(expr, ast.Ident) else None)

    def _outer(self, expr: ast.Expr) -> Var | None:
        """The local variable that an operand is, or is a part of."""
        expr = unparen(expr)
        while True:
            if isinstance(expr, ast.SelectorExpr) and expr in self.info.selections:
                if self.info.selections[expr].indirect:
                    return None
                expr = unparen(expr.x)
            elif isinstance(expr, ast.Ident):
                obj = self.info.uses.get(expr) or self.info.defs.get(expr)
                return obj if isinstance(obj, Var) and not obj.is_global else None
            else:
                return None

    def find_captures(self) -> None:
        """A literal captures what is mentioned in it, or in a literal in it, and declared outside."""
        found = self.found
        for var, mentions in found.mentions.items():
            home = found.declared_in.get(var)
            for _, owner in mentions:
                while owner is not None and owner is not home:
                    found.captures.add(owner)
                    owner = found.owner[owner]
