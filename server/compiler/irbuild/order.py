"""min and max. Spec, "Min and max"."""

from __future__ import annotations

from server.compiler.ir.func import Value
from server.compiler.ir.ops import Op
from server.compiler.irbuild.builder import FuncBuilder
from server.compiler.irbuild.strings import string_order
from server.compiler.syntax import nodes as ast
from server.compiler.types.predicates import is_float, is_string
from server.source.span import Span


def build_min_max(b: FuncBuilder, expr: ast.CallExpr) -> Value:
    """`min(a, b, ...)`, `max(a, b, ...)`, evaluated left to right"""
    typ = b.type_of(expr)
    is_min = isinstance(expr.fun, ast.Ident) and expr.fun.name == "min"
    values = [b.expr_as(arg, typ) for arg in b.args(expr)]
    best = values[0]
    for value in values[1:]:
        best = _pick(b, Op.LT if is_min else Op.GT, best, value, b.span(expr))
    return best


def _pick(b: FuncBuilder, op: Op, left: Value, right: Value, span: Span) -> Value:
    typ = left.type
    assert typ is not None
    if is_string(typ):
        # Spec: of equal strings the first one is the result.
        better = string_order(b, op, right, left, span)
        return b.choose(better, lambda: right, lambda: left, typ)
    if is_float(typ):
        return _pick_float(b, op, left, right)
    return b.choose(b.compare(op, right, left), lambda: right, lambda: left, typ)


def _pick_float(b: FuncBuilder, op: Op, left: Value, right: Value) -> Value:
    """Ordered operands are compared; what remains are equal ones, zeros of either sign, and NaN."""
    typ = left.type
    assert typ is not None
    better = b.compare(op, left, right)

    def not_left() -> Value:
        return b.choose(b.compare(op, right, left), lambda: right, equal_or_nan, typ)

    def equal_or_nan() -> Value:
        nonzero = b.compare(Op.NE, left, b.constant(0, typ))
        both = b.emit(Op.AND, nonzero.type, nonzero, b.compare(Op.EQ, left, right))
        return b.choose(both, lambda: left, zero_or_nan, typ)

    def zero_or_nan() -> Value:
        # x + y is NaN if either is, and -0 only if both are: the maximum. -(-x - y) is the minimum likewise.
        if op is Op.GT:
            return b.emit(Op.ADD, typ, left, right)
        return b.emit(Op.NEG, typ, b.emit(Op.SUB, typ, b.emit(Op.NEG, typ, left), right))

    return b.choose(better, lambda: left, not_left, typ)
