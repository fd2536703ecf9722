"""What range clauses and communication clauses assign to: new variables, or any assignable expressions."""

from __future__ import annotations

from collections.abc import Callable

from server.compiler.ir.func import Value
from server.compiler.irbuild.address import build_place
from server.compiler.irbuild.assign import is_blank
from server.compiler.irbuild.builder import FuncBuilder
from server.compiler.irbuild.stmt import define
from server.compiler.syntax import nodes as ast


def assign_to(b: FuncBuilder, expr: ast.Expr, tok: str, value: Callable[[], Value]) -> None:
    """`expr tok value`; the value is not computed for the blank identifier."""
    if is_blank(expr):
        return
    if tok == ":=":
        assert isinstance(expr, ast.Ident)
        define(b, b.view.info.defs.get(expr), value())
        return
    place = build_place(b, expr)
    b.store(place.address(), b.assigned(value(), place.type), b.span(expr))
