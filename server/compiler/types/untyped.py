"""Untyped operands: which type they take, and how that type is recorded all the way down the expression.

An untyped expression may get its type late (`var x float32 = 1 << s`). Until then its record lies in
`Checker.untyped`; `update_expr_type` walks down the operands that share its type and makes their records final.

Spec: "Constants", "Constant expressions", "Representability".
"""

from __future__ import annotations

from server.compiler.syntax import nodes as ast
from server.compiler.types.checker import Checker
from server.compiler.types.constant import Constant
from server.compiler.types.info import Mode
from server.compiler.types.model import Basic, Interface, Kind, Type, underlying
from server.compiler.types.operand import Operand
from server.compiler.types.predicates import (
    all_boolean,
    all_integer,
    all_numeric,
    all_string,
    default_type,
    has_nil,
    is_boolean,
    is_integer,
    is_interface,
    is_numeric,
    is_pointer,
    is_string,
    is_type_param,
    is_untyped,
    is_valid,
    wider_untyped,
)
from server.compiler.types.representable import represent
from server.compiler.types.typeset import members, type_set
from server.diagnostics.codes import types as rows
from server.diagnostics.data import Row

_COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">="})
_SHIFTS = frozenset({"<<", ">>"})


def representation(c: Checker, x: Operand, typ: Basic) -> tuple[Constant | None, Row | None]:
    """The value of constant x as `typ` holds it, or the row that says why it cannot."""
    if x.value is None:
        return None, None  # already reported
    value = represent(x.value, typ, c.sizes)
    if value is not None:
        return value, None
    if is_numeric(x.type) and is_numeric(typ):
        if not is_integer(x.type) and is_integer(typ):
            return None, rows.TRUNCATED
        return None, rows.OVERFLOWS
    return None, rows.CANNOT_CONVERT_CONSTANT


def make_representable(c: Checker, x: Operand, typ: Basic) -> None:
    """Round constant x to the type, or report that it does not fit."""
    value, problem = representation(c, x, typ)
    if problem is not None:
        c.error(problem, x, x, typ)
        x.invalidate()
        return
    x.value = value


def implicit_type(c: Checker, x: Operand, target: Type) -> tuple[Type | None, Constant | None, Row | None]:
    """The type that untyped x takes where `target` is wanted, its value if a constant, or why it cannot."""
    if not x.is_valid() or not is_untyped(x.type) or not is_valid(target):
        return x.type, None, None
    if is_untyped(target):
        wider = wider_untyped(x.type, target)
        return (wider, None, None) if wider else (None, None, rows.CANNOT_CONVERT_UNTYPED)
    if x.is_nil:
        return (target, None, None) if has_nil(target) else (None, None, rows.CANNOT_CONVERT_UNTYPED)
    if is_type_param(target):
        fits = all(u is not None and implicit_type(c, x, u)[0] is not None for _, u in members(target))
        return (target, None, None) if fits else (None, None, rows.CANNOT_CONVERT_UNTYPED)
    under = underlying(target)
    if isinstance(under, Basic):
        if x.mode is Mode.CONSTANT:
            value, problem = representation(c, x, under)
            return (None, None, problem) if problem else (target, value, None)
        if _kinds_agree(x.type, under):
            return target, None, None
    elif isinstance(under, Interface):
        types = type_set(under)
        if not types.methods and types.terms is None and not types.comparable:
            return default_type(x.type), None, None
    return None, None, rows.CANNOT_CONVERT_UNTYPED


def _kinds_agree(untyped: Type, target: Basic) -> bool:
    assert isinstance(untyped, Basic)
    if untyped.kind is Kind.UNTYPED_BOOL:
        return is_boolean(target)
    if untyped.kind is Kind.UNTYPED_STRING:
        return is_string(target)
    return untyped.kind is not Kind.UNTYPED_NIL and is_numeric(target)


def convert_untyped(c: Checker, x: Operand, target: Type) -> None:
    """Give untyped x the target type; typed operands stay as they are."""
    typ, value, problem = implicit_type(c, x, target)
    if problem is not None:
        c.error(problem, x, x, target if is_type_param(target) else underlying(target))
        x.invalidate()
        return
    settle(c, x, typ, value)


def settle(c: Checker, x: Operand, typ: Type | None, value: Constant | None) -> None:
    """Note what implicit_type found."""
    if value is not None:
        x.value = value
        if x.expr in c.untyped:
            c.untyped[x.expr].value = value
    if typ is not None and typ is not x.type:
        x.type = typ
        if x.expr is not None:
            update_expr_type(c, x.expr, typ, final=False)


def update_expr_type(c: Checker, expr: ast.Expr, typ: Type, final: bool) -> None:
    """Record `typ` for an untyped expression and for the operands that take its type."""
    pending = [expr]
    while pending:
        one = pending.pop()
        old = c.untyped.get(one)
        if old is None:
            continue
        match one:
            case ast.ParenExpr():
                pending.append(one.x)
            case ast.UnaryExpr() if old.value is None:
                pending.append(one.x)
            case ast.BinaryExpr() if old.value is None and one.op not in _COMPARISONS:
                # Spec, "Operators": the operands of a non-constant shift take types of their own.
                pending.append(one.x)
                if one.op not in _SHIFTS:
                    pending.append(one.y)
        if not final and is_untyped(typ):
            assert isinstance(typ, Basic)
            old.type = typ
            continue
        _finish(c, one, typ)


def _finish(c: Checker, expr: ast.Expr, typ: Type) -> None:
    old = c.untyped.pop(expr)
    if old.is_shift_operand and not all_integer(typ):
        c.error(rows.SHIFTED_OPERAND_TYPE, expr, expr, typ)
        return
    value = old.value
    if value is not None:
        x = Operand(old.mode, expr, old.type, value)
        convert_untyped(c, x, typ)
        if not x.is_valid():
            return
        value = x.value
    c.record_type(expr, old.mode, typ, value)


def match_types(c: Checker, x: Operand, y: Operand) -> None:
    """Give an untyped operand of a binary operation the other one's type. Invalidates x if that fails."""
    if not _may_convert(x, y):
        return
    convert_untyped(c, x, y.type)
    if not x.is_valid():
        return
    convert_untyped(c, y, x.type)
    if not y.is_valid():
        x.invalidate()


def _may_convert(x: Operand, y: Operand) -> bool:
    a, b = x.type, y.type
    if not is_untyped(a) and not is_untyped(b):
        return False
    if all_numeric(a) != all_numeric(b):
        return False
    if is_interface(a) or is_interface(b):
        return True
    if all_boolean(a) != all_boolean(b) or all_string(a) != all_string(b):
        return False
    if x.is_nil:
        return has_nil(b)
    if y.is_nil:
        return has_nil(a)
    return not is_pointer(a) and not is_pointer(b)
