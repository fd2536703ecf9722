"""What range clauses and communication clauses assign to: new variables, or any assignable expressions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from server.compiler.ir.func import Value
from server.compiler.irbuild.address import build_place
from server.compiler.irbuild.ahead import evaluate_inside
from server.compiler.irbuild.assign import is_blank
from server.compiler.irbuild.builder import FuncBuilder
from server.compiler.irbuild.stmt import define
from server.compiler.syntax import nodes as ast

Values: TypeAlias = Sequence[Callable[[], Value]]


def assign_all(b: FuncBuilder, exprs: Sequence[ast.Expr | None], tok: str, values: Values) -> None:
    """`x, y tok v, w`; absent expressions and blank identifiers get nothing, and their values are not computed.

    Spec, "Assignment statements": operands on the left and values come first, then the assignments from left to right.
    """
    pairs = [(expr, value) for expr, value in zip(exprs, values) if expr is not None and not is_blank(expr)]
    if tok != ":=":
        evaluate_inside(b, *(expr for expr, _ in pairs))
    places = [None if tok == ":=" else build_place(b, expr) for expr, _ in pairs]
    computed = [value() for _, value in pairs]
    for (expr, _), place, value in zip(pairs, places, computed):
        if place is not None:
            b.store(place.address(), b.assigned(value, place.type), b.span(expr))
        else:
            assert isinstance(expr, ast.Ident)
            define(b, b.view.info.defs.get(expr), value)
