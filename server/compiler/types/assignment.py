"""Assignments and initialisations of one operand.

Spec: "Assignability", "Assignment statements", "Variable declarations".
"""

from __future__ import annotations

from server.compiler.syntax import nodes as ast
from server.compiler.syntax.print import expression_text
from server.compiler.types.assignable import assignment_refusal
from server.compiler.types.channels import common_underlying
from server.compiler.types.checker import Checker, Target
from server.compiler.types.info import Mode
from server.compiler.types.model import Signature, Type, underlying
from server.compiler.types.modes import local_variable, single_value, use, value_expr
from server.compiler.types.objects import Const, Var
from server.compiler.types.operand import Operand
from server.compiler.types.predicates import default_type, is_interface, is_type_param, is_untyped, is_valid
from server.compiler.types.universe import INVALID, UNTYPED_NIL
from server.compiler.types.untyped import implicit_type, settle
from server.diagnostics.codes import types as rows

_ASSIGNABLE_MODES = frozenset({Mode.CONSTANT, Mode.VARIABLE, Mode.MAP_INDEX, Mode.VALUE, Mode.COMMA_OK, Mode.NIL})


def assign_operand(c: Checker, x: Operand, target: Type | None, context: str) -> None:
    """Check that x can be assigned to the target type; None: to a variable that takes x's (default) type.

    Untyped operands get their final type. x is invalidated if it does not fit.
    """
    single_value(c, x)
    if not x.is_valid():
        return
    if x.mode not in _ASSIGNABLE_MODES:
        c.error(rows.CANNOT_ASSIGN_TO_CONTEXT, x, x, target, context)
        x.invalidate()
        return
    if is_untyped(x.type) and not _settle_untyped(c, x, target, context):
        return
    c.rules.non_generic(c, target_of(c, target, context), x)
    if not x.is_valid() or target is None:
        return
    refusal = assignment_refusal(c, x, target)
    if refusal is not None:
        c.error(refusal.row, x, x, target, context, f": {refusal.cause}" if refusal.cause else "")
        x.invalidate()


def target_of(c: Checker, typ: Type | None, description: str) -> Target | None:
    """The target for a generic function value, if the type is a function type."""
    if typ is None:
        return None
    under = underlying(typ) if not is_type_param(typ) else common_underlying(c, typ)[0]
    return Target(under, description) if isinstance(under, Signature) else None


def _settle_untyped(c: Checker, x: Operand, target: Type | None, context: str) -> bool:
    wanted = target
    if x.is_nil:
        if target is None:
            c.error(rows.UNTYPED_NIL, x, context)
            x.invalidate()
            return False
    elif target is None or is_interface(target):
        wanted = default_type(x.type)
    assert wanted is not None
    typ, value, problem = implicit_type(c, x, wanted)
    if problem is not None:
        row, note = rows.CANNOT_USE, ""
        if problem is rows.TRUNCATED:
            row, note = rows.CANNOT_USE_TRUNCATED, " (truncated)"
        elif problem is rows.OVERFLOWS:
            row, note = rows.CANNOT_USE_OVERFLOWS, " (overflows)"
        c.error(row, x, x, wanted, context, note)
        x.invalidate()
        return False
    settle(c, x, typ, value)
    return True


def init_const(c: Checker, const: Const, x: Operand) -> None:
    """`const name type = x`"""
    if not x.is_valid() or not is_valid(x.type) or (const.type is not None and not is_valid(const.type)):
        const.type = const.type or INVALID
        return
    if x.mode is not Mode.CONSTANT:
        c.error(rows.NOT_CONSTANT, x, x)
        const.type = const.type or INVALID
        return
    if const.type is None:
        const.type = x.type
    assign_operand(c, x, const.type, "constant declaration")
    if x.is_valid():
        const.value = x.value


def init_var(c: Checker, var: Var, x: Operand, context: str) -> None:
    """`var name type = x`, a result, or `name := x`; a variable without a type takes x's."""
    if not x.is_valid() or not is_valid(x.type) or (var.type is not None and not is_valid(var.type)):
        var.type = var.type or INVALID
        x.invalidate()
        return
    if var.type is None:
        typ = x.type
        if typ is UNTYPED_NIL:
            c.error(rows.UNTYPED_NIL, x, context)
            var.type = INVALID
            x.invalidate()
            return
        var.type = default_type(typ)
    assign_operand(c, x, var.type, context)


def assigned_type(c: Checker, lhs: ast.Expr) -> Type | None:
    """The type of an assignment's left side: None for the blank identifier, INVALID after an error."""
    ident = lhs
    while isinstance(ident, ast.ParenExpr):
        ident = ident.x
    variable: Var | None = None
    if isinstance(ident, ast.Ident):
        if ident.name == "_":
            c.info.defs[ident] = None
            return None
        # Assigning to a variable does not use it.
        variable = local_variable(c, ident)
    was_used = variable.used if variable else False
    x = Operand()
    value_expr(c, x, lhs)
    if variable is not None:
        variable.used = was_used
    if not x.is_valid() or not is_valid(x.type):
        return INVALID
    if x.mode in (Mode.VARIABLE, Mode.MAP_INDEX):
        return x.type
    if isinstance(x.expr, ast.SelectorExpr):
        outer = Operand()
        value_expr(c, outer, x.expr.x)
        if outer.mode is Mode.MAP_INDEX:
            c.error(rows.STRUCT_FIELD_IN_MAP, x, x.expr)
            return INVALID
    c.error(rows.UNASSIGNABLE, x, x.expr)
    return INVALID


def assign_var(c: Checker, lhs: ast.Expr, rhs: ast.Expr | None, x: Operand | None, context: str) -> None:
    """`lhs = rhs`, or `lhs = x` for an operand that is checked already."""
    typ = assigned_type(c, lhs)
    if typ is not None and not is_valid(typ):
        if x is not None:
            x.invalidate()
        else:
            use(c, rhs)
        return
    if x is None:
        x = Operand()
        assert rhs is not None
        value_expr(c, x, rhs, target_of(c, typ, expression_text(lhs)))
    if typ is None and context == "assignment":
        context = "assignment to _ identifier"
    assign_operand(c, x, typ, context)
