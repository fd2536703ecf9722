"""Comparison operators. Spec: "Comparison operators"."""

from __future__ import annotations

from dataclasses import dataclass

from server.compiler.types.assignable import is_assignable
from server.compiler.types.checker import Checker
from server.compiler.types.constant import compare
from server.compiler.types.info import Mode
from server.compiler.types.model import Map, Signature, Slice, Type, underlying
from server.compiler.types.operand import Operand
from server.compiler.types.predicates import all_ordered, default_type, has_nil, is_type_param, is_valid
from server.compiler.types.typeset import incomparable_cause
from server.compiler.types.typestring import composite_kind
from server.compiler.types.universe import UNTYPED_BOOL
from server.compiler.types.untyped import update_expr_type
from server.diagnostics.codes import types as rows


@dataclass(slots=True)
class _Problem:
    """The operand to blame, why, and whether the two types do not fit each other."""

    at: Operand
    cause: str
    mismatch: bool = False


def compare_operands(c: Checker, x: Operand, y: Operand, op: str, switch_case: bool = False) -> None:
    """x = x op y as an untyped bool. In a switch case, x is the case and y the tag."""
    if not is_valid(x.type) or not is_valid(y.type):
        x.invalidate()
        return
    problem = _problem(c, x, y, "==" if switch_case else op)
    if problem is not None:
        _report(c, x, y, op, problem, switch_case)
        x.invalidate()
        return
    if x.mode is Mode.CONSTANT and y.mode is Mode.CONSTANT:
        x.value = compare(x.value, op, y.value) if x.value is not None and y.value is not None else None
    else:
        x.mode, x.value = Mode.VALUE, None
        # Spec: untyped operands of a non-constant comparison get their default types.
        for one in (x, y):
            if one.expr is not None:
                update_expr_type(c, one.expr, default_type(one.type), final=True)
    x.type = UNTYPED_BOOL


def _problem(c: Checker, x: Operand, y: Operand, op: str) -> _Problem | None:
    if not is_assignable(c, x, y.type) and not is_assignable(c, y, x.type):
        return _Problem(y, f"mismatched types {c.show(x.type)} and {c.show(y.type)}", mismatch=True)
    if op not in ("==", "!="):
        blamed = x if not all_ordered(x.type) else y if not all_ordered(y.type) else None
        return _Problem(blamed, _no_operator(c, x, y, blamed, op)) if blamed is not None else None
    if x.is_nil or y.is_nil:
        if has_nil(y.type if x.is_nil else x.type):
            return None
        return _Problem(y, _no_operator(c, x, y, y, op))
    for one in (x, y):
        cause = incomparable_text(c, one.type)
        if cause is not None:
            return _Problem(one, cause or _no_operator(c, x, y, one, op))
    return None


def incomparable_text(c: Checker, typ: Type) -> str | None:
    """None for a comparable type, else why it is not ("" if there is no more to say)."""
    cause = incomparable_cause(typ)
    if cause is None:
        return None
    if isinstance(underlying(typ), Slice | Signature | Map):
        return f"{composite_kind(typ)} can only be compared to nil"
    template, part = cause
    return template.format(c.show(part)) if part is not None else template


def _no_operator(c: Checker, x: Operand, y: Operand, blamed: Operand, op: str) -> str:
    if is_type_param(x.type) or is_type_param(y.type):
        param = x if is_type_param(x.type) else y
        return f"type parameter {c.show(param.type)} cannot use operator {op}"
    return f"operator {op} not defined on {composite_kind(blamed.type) or c.show(blamed.type)}"


def _report(c: Checker, x: Operand, y: Operand, op: str, problem: _Problem, switch_case: bool) -> None:
    if switch_case:
        row = rows.INVALID_CASE_TYPES if problem.mismatch else rows.INVALID_CASE_OPERATOR
        c.error(row, x, x.expr, y.expr, problem.cause)
        return
    row = rows.COMPARE_MISMATCHED if problem.mismatch else rows.COMPARE_UNDEFINED
    c.error(row, problem.at, x.expr, op, y.expr, problem.cause)
