"""The function type that a call of a predeclared function is recorded with."""

from __future__ import annotations

from server.compiler.syntax import nodes as ast
from server.compiler.types.checker import Checker
from server.compiler.types.info import Mode
from server.compiler.types.model import Signature, Tuple, Type
from server.compiler.types.objects import Var
from server.compiler.types.predicates import default_type


def builtin_signature(result: Type | None, *params: Type) -> Signature:
    """`func(params) result`, untyped parameters with their default types"""
    variables = [Var("", None, None, default_type(param)) for param in params]
    return Signature(Tuple(variables), Tuple([Var("", None, None, result)] if result is not None else []))


def record_builtin(c: Checker, fun: ast.Expr, signature: Signature) -> None:
    """Record the type of the called name, through parentheses."""
    c.record_type(fun, Mode.BUILTIN, signature)
    while isinstance(fun, ast.ParenExpr):
        fun = fun.x
        c.record_type(fun, Mode.BUILTIN, signature)
