"""The common ways to check an expression: as a value, as a value or type, as a list of values.

Each wraps the dispatcher (`Checker.raw_expr`) and refuses the kinds of operand that its caller cannot use.
"""

from __future__ import annotations

from collections.abc import Sequence

from server.compiler.syntax import nodes as ast
from server.compiler.types.checker import Checker, Target
from server.compiler.types.info import Mode
from server.compiler.types.model import Tuple, Type
from server.compiler.types.objects import Var
from server.compiler.types.operand import Operand
from server.compiler.types.universe import INVALID, UNTYPED_BOOL
from server.diagnostics.codes import types as rows


def value_expr(c: Checker, x: Operand, expr: ast.Expr, target: Target | None = None) -> None:
    """Check an expression that must be a single value."""
    c.raw_expr(target, x, expr)
    exclude_non_values(c, x)
    single_value(c, x)


def generic_expr(c: Checker, x: Operand, expr: ast.Expr, hint: Type | None = None) -> None:
    """The same, but the value may be a generic function, and a literal may leave out its type (hint)."""
    c.raw_expr(None, x, expr, hint, allow_generic=True)
    exclude_non_values(c, x)
    single_value(c, x)


def expr_or_type(c: Checker, x: Operand, expr: ast.Expr, allow_generic: bool = False) -> None:
    """Check an expression that may denote a value, a type or a predeclared function."""
    c.raw_expr(None, x, expr, None, allow_generic)
    if x.mode is Mode.NO_VALUE:
        c.error(rows.NO_VALUE_OR_TYPE, x, x)
        x.invalidate()
    single_value(c, x)


def multi_expr(c: Checker, expr: ast.Expr, allow_comma_ok: bool) -> tuple[list[Operand], bool]:
    """Check an expression that may yield several values; the bool says that the second is a comma-ok flag."""
    x = Operand()
    c.raw_expr(None, x, expr)
    exclude_non_values(c, x)
    if x.is_valid() and isinstance(x.type, Tuple):
        return [_result(expr, i, var) for i, var in enumerate(x.type.vars)], False
    if allow_comma_ok and x.mode in (Mode.MAP_INDEX, Mode.COMMA_OK):
        flag = ast.Ident(expr.start, expr.end, "ok value of (comma, ok) expression")
        return [x, Operand(Mode.VALUE, flag, UNTYPED_BOOL)], True
    return [x], False


def _result(expr: ast.Expr, i: int, var: Var) -> Operand:
    ordinal = {1: "st", 2: "nd", 3: "rd"}.get(i + 1, "th")
    name = ast.Ident(expr.start, expr.end, f"{i + 1}{ordinal} function result")
    return Operand(Mode.VALUE, name, var.type or INVALID)


def expr_list(c: Checker, exprs: Sequence[ast.Expr]) -> list[Operand]:
    """Check a list of values; a single call may yield them all."""
    if len(exprs) == 1:
        return multi_expr(c, exprs[0], allow_comma_ok=False)[0]
    operands = []
    for expr in exprs:
        x = Operand()
        value_expr(c, x, expr)
        operands.append(x)
    return operands


def exclude_non_values(c: Checker, x: Operand) -> None:
    """Refuse a call without results, a predeclared function that is not called, and a type."""
    match x.mode:
        case Mode.NO_VALUE:
            c.error(rows.NO_VALUE, x, x)
        case Mode.BUILTIN:
            c.error(rows.BUILTIN_NOT_CALLED, x, x)
        case Mode.TYPE:
            c.error(rows.TYPE_NOT_EXPRESSION, x, x)
        case _:
            return
    x.invalidate()


def single_value(c: Checker, x: Operand) -> None:
    """Refuse a call that yields several values."""
    if x.mode is Mode.VALUE and isinstance(x.type, Tuple):
        c.error(rows.MULTIPLE_VALUES, x, x)
        x.invalidate()


def use(c: Checker, *exprs: ast.Expr | None) -> bool:
    """Check expressions whose result does not matter any more, so that what they mention counts as used."""
    ok = True
    for expr in exprs:
        if expr is not None and not _use_one(c, expr, assigned=False):
            ok = False
    return ok


def use_assigned(c: Checker, exprs: Sequence[ast.Expr]) -> bool:
    """The same for the left side of an assignment, where mentioning a variable does not use it."""
    results = [_use_one(c, expr, assigned=True) for expr in exprs]
    return all(results)


def _use_one(c: Checker, expr: ast.Expr, assigned: bool) -> bool:
    while isinstance(expr, ast.ParenExpr):
        expr = expr.x
    x = Operand(Mode.VALUE)
    if not isinstance(expr, ast.Ident):
        if isinstance(expr, ast.KeyValueExpr):
            return _use_one(c, expr.value, assigned)
        c.raw_expr(None, x, expr, None, allow_generic=True)
        return x.is_valid()
    if expr.name == "_":
        return True
    variable = local_variable(c, expr) if assigned else None
    was_used = variable.used if variable else False
    expr_or_type(c, x, expr, allow_generic=True)
    if variable is not None:
        variable.used = was_used
    return x.is_valid()


def local_variable(c: Checker, ident: ast.Ident) -> Var | None:
    """The variable of this package that an identifier denotes."""
    obj = c.lookup(ident.name)
    return obj if isinstance(obj, Var) and obj.package is c.package else None
