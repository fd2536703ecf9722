"""Assignments and initialisations of several operands, and short variable declarations.

Spec: "Assignment statements", "Short variable declarations", "Return statements".
"""

from __future__ import annotations

from collections.abc import Sequence

from server.compiler.syntax import nodes as ast
from server.compiler.types.assignment import assign_var, init_var, target_of
from server.compiler.types.checker import Checker
from server.compiler.types.model import Slice, Tuple, Type
from server.compiler.types.modes import expr_list, multi_expr, use, use_assigned, value_expr
from server.compiler.types.objects import Object, Var
from server.compiler.types.operand import Operand
from server.compiler.types.predicates import is_numeric, is_untyped, is_valid
from server.compiler.types.universe import INVALID
from server.diagnostics.codes import types as rows
from server.diagnostics.data import Row
from server.source.span import Span


def is_call(expr: ast.Expr) -> bool:
    """Whether an expression is a call, which may yield several values."""
    while isinstance(expr, ast.ParenExpr):
        expr = expr.x
    return isinstance(expr, ast.CallExpr)


def init_vars(c: Checker, lhs: Sequence[Var], rhs: Sequence[ast.Expr], returned: ast.ReturnStmt | None) -> None:
    """Initialise variables, or (with `returned`) results, with a list of expressions or one call."""
    context = "return statement" if returned else "multiple assignment" if len(lhs) > 1 else "assignment"
    if len(lhs) == len(rhs) and not (len(rhs) == 1 and is_call(rhs[0])):
        for var, expr in zip(lhs, rhs):
            x = Operand()
            description = var.name or ("result variable" if returned else "")
            value_expr(c, x, expr, target_of(c, var.type, description))
            init_var(c, var, x, context)
        return
    if len(rhs) != 1:
        if use(c, *rhs):
            if returned is not None:
                report_results(c, returned, lhs, expr_list(c, rhs))
            else:
                report_counts(c, rhs, len(lhs), len(rhs))
        _give_up(lhs)
        return
    operands, comma_ok = multi_expr(c, rhs[0], len(lhs) == 2 and returned is None)
    if len(operands) == len(lhs):
        for var, x in zip(lhs, operands):
            init_var(c, var, x, context)
        if comma_ok:
            record_comma_ok(c, rhs[0], operands)
        return
    if operands[0].is_valid() if operands else True:
        if returned is not None:
            report_results(c, returned, lhs, operands)
        else:
            report_counts(c, rhs, len(lhs), len(operands))
    _give_up(lhs)


def _give_up(lhs: Sequence[Var]) -> None:
    for var in lhs:
        if var.type is None:
            var.type = INVALID


def assign_vars(c: Checker, lhs: Sequence[ast.Expr], rhs: Sequence[ast.Expr]) -> None:
    """`a, b = x, y` or `a, b = f()`"""
    context = "multiple assignment" if len(lhs) > 1 else "assignment"
    if len(lhs) == len(rhs) and not (len(rhs) == 1 and is_call(rhs[0])):
        for left, right in zip(lhs, rhs):
            assign_var(c, left, right, None, context)
        return
    if len(rhs) != 1:
        left_ok = use_assigned(c, lhs)
        if use(c, *rhs) and left_ok:
            report_counts(c, rhs, len(lhs), len(rhs))
        return
    operands, comma_ok = multi_expr(c, rhs[0], len(lhs) == 2)
    if len(operands) == len(lhs):
        for left, x in zip(lhs, operands):
            assign_var(c, left, None, x, context)
        if comma_ok:
            record_comma_ok(c, rhs[0], operands)
        return
    if operands[0].is_valid() if operands else True:
        report_counts(c, rhs, len(lhs), len(operands))
    use_assigned(c, lhs)


def record_comma_ok(c: Checker, expr: ast.Expr, operands: Sequence[Operand]) -> None:
    """The expression of `v, ok = expr` has a tuple type: the value's and the flag's."""
    if not operands[0].is_valid() or not operands[1].is_valid():
        return
    typ = Tuple([Var("", c.package, None, x.type) for x in operands])
    while True:
        known = c.info.types.get(expr)
        if known is not None:
            known.type = typ
        if not isinstance(expr, ast.ParenExpr):
            return
        expr = expr.x


def short_var_decl(c: Checker, at: Span, lhs: Sequence[ast.Expr], rhs: Sequence[ast.Expr]) -> None:
    """`a, b := x, y`: variables not yet declared in this block are declared, the others assigned."""
    top = len(c.delayed)
    scope = c.env.scope
    seen: set[str] = set()
    variables: list[Var] = []
    new: list[Var] = []
    failed = False
    for left in lhs:
        var, is_new = _short_variable(c, left, seen)
        if var is None:
            failed = True
            var = Var("_", c.package, c.span_of(left))
        elif is_new and var.name != "_":
            new.append(var)
        variables.append(var)
    init_vars(c, variables, rhs, None)
    # Function literals on the right do not see the new variables.
    c.process_delayed(top)
    if not new and not failed:
        c.error(rows.NO_NEW_VARIABLES, at)
        return
    for var in new:
        scope.names[var.name] = var
        c.env.locals.append(var)


def _short_variable(c: Checker, left: ast.Expr, seen: set[str]) -> tuple[Var | None, bool]:
    """The variable that stands on the left of `:=`, and whether it is a new one; None after an error."""
    if not isinstance(left, ast.Ident):
        use_assigned(c, [left])
        c.error(rows.NON_NAME_IN_SHORT_DECL, left, left)
        return None, False
    name = left.name
    if name != "_":
        if name in seen:
            c.error(rows.REPEATED_IN_SHORT_DECL, left, left)
            return None, False
        seen.add(name)
        known: Object | None = c.env.scope.names.get(name)
        if known is not None:
            c.info.uses[left] = known
            if isinstance(known, Var):
                return known, False
            c.error(rows.CANNOT_ASSIGN_NAME, left, left)
            return None, False
    var = Var(name, c.package, c.span_of(left))
    c.info.defs[left] = var
    return var, True


# Counts that do not fit


def _measure(count: int, unit: str) -> str:
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


def report_counts(c: Checker, rhs: Sequence[ast.Expr], left: int, right: int) -> None:
    """ "assignment mismatch: 2 variables but f() returns 1 value" """
    variables, values = _measure(left, "variable"), _measure(right, "value")
    first = rhs[0]
    call: ast.Expr = first
    while isinstance(call, ast.ParenExpr):
        call = call.x
    if len(rhs) == 1 and isinstance(call, ast.CallExpr):
        c.error(rows.ASSIGNMENT_MISMATCH_CALL, first, variables, call.fun, values)
    else:
        c.error(rows.ASSIGNMENT_MISMATCH, first, variables, values)


def report_results(c: Checker, at: ast.ReturnStmt, lhs: Sequence[Var], operands: Sequence[Operand]) -> None:
    """ "not enough return values", with what was given and what is wanted"""
    row: Row = rows.NOT_ENOUGH_RESULTS
    where: ast.Node | Operand = at
    if len(operands) > len(lhs):
        row, where = rows.TOO_MANY_RESULTS, operands[len(lhs)]
    elif operands:
        where = operands[-1]
    have = types_summary(c, [x.type for x in operands])
    want = types_summary(c, [var.type or INVALID for var in lhs])
    c.error(row, where, have, want)


def types_summary(c: Checker, types: Sequence[Type], variadic: bool = False, dots: bool = False) -> str:
    """`(number, string, ...T)`: types as the have/want lines of messages show them."""
    shown = []
    for i, typ in enumerate(types):
        last = i == len(types) - 1
        if not is_valid(typ):
            text = "unknown type"
        elif is_untyped(typ):
            text = "number" if is_numeric(typ) else c.show(typ).removeprefix("untyped ")
        elif last and variadic and isinstance(typ, Slice):
            text = c.show(typ.element)
        else:
            text = c.show(typ)
        if last and variadic:
            text = "..." + text
        elif last and dots:
            text += "..."
        shown.append(text)
    return f"({', '.join(shown)})"
