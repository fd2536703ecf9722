"""Unary and binary operations. Spec: "Operators", "Arithmetic operators", "Constant expressions".

A chain `a + b + c + ...` leans to the left; it is walked iteratively from its first operand.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from server.compiler.syntax import nodes as ast
from server.compiler.types.channels import channel_element
from server.compiler.types.checker import Checker, Kind, Target
from server.compiler.types.comparison import compare_operands
from server.compiler.types.constant import binary, imaginary_part, is_zero, real_part, unary
from server.compiler.types.cycles import is_complete
from server.compiler.types.identical import identical
from server.compiler.types.info import Mode
from server.compiler.types.model import Basic, Pointer, Type, underlying
from server.compiler.types.modes import expr_or_type, value_expr
from server.compiler.types.operand import Operand
from server.compiler.types.predicates import (
    all_boolean,
    all_integer,
    all_numeric,
    all_numeric_or_string,
    is_complex,
    is_integer,
    is_unsigned,
    is_untyped,
    is_valid,
)
from server.compiler.types.shift import shift_operands
from server.compiler.types.typeset import members
from server.compiler.types.typexpr import check_variable_type
from server.compiler.types.untyped import make_representable, match_types
from server.diagnostics.codes import types as rows
from server.source.span import Span

_UNARY: Final[dict[str, Callable[[Type], bool]]] = {
    "+": all_numeric,
    "-": all_numeric,
    "^": all_integer,
    "!": all_boolean,
}
_BINARY: Final[dict[str, Callable[[Type], bool]]] = {
    "+": all_numeric_or_string,
    "-": all_numeric,
    "*": all_numeric,
    "/": all_numeric,
    "%": all_integer,
    "&": all_integer,
    "|": all_integer,
    "^": all_integer,
    "&^": all_integer,
    "&&": all_boolean,
    "||": all_boolean,
}
_COMPARISONS: Final = frozenset({"==", "!=", "<", "<=", ">", ">="})
_LONGEST_INTEGER: Final = 512  # bits of an untyped integer constant, as in gc
_LONGEST_STRING: Final = 1 << 26  # bytes of a string constant; gc: 2,000,000,000
_OPERATION_NAMES: Final = {
    "+": "addition ",
    "-": "subtraction ",
    "^": "bitwise XOR ",
    "*": "multiplication ",
    "<<": "shift ",
}


def check_overflow(c: Checker, x: Operand, expr: ast.Expr) -> None:
    """Report a constant result that its type, or the compiler, cannot hold."""
    if x.value is None:
        return
    if not is_untyped(x.type):
        under = underlying(x.type)
        if isinstance(under, Basic):
            make_representable(c, x, under)
        return
    at: ast.Expr | Span = expr
    operation = ""
    if isinstance(expr, ast.BinaryExpr):
        at = c.operator_span(expr)
        operation = _OPERATION_NAMES.get(expr.op, "")
    elif isinstance(expr, ast.UnaryExpr) and expr.op == "^":
        operation = "bitwise complement "
    if isinstance(x.value, int) and x.value.bit_length() > _LONGEST_INTEGER:
        c.error(rows.CONSTANT_OVERFLOW, at, operation)
        x.value = None


def unary_expr(c: Checker, x: Operand, expr: ast.UnaryExpr, _target: Target | None, _hint: Type | None) -> Kind:
    """`op x`"""
    value_expr(c, x, expr.x)
    if not x.is_valid():
        return Kind.STATEMENT
    match expr.op:
        case "&":
            _address(c, x, expr)
        case "<-":
            element = channel_element(c, x, x, receiving=True)
            if element is None or not is_complete(c, element):
                x.invalidate()
                return Kind.STATEMENT
            x.mode, x.type = Mode.COMMA_OK, element
            c.env.has_call_or_recv = True
            return Kind.STATEMENT
        case "~":
            c.error(rows.TILDE_BITWISE if all_integer(x.type) else rows.TILDE_OUTSIDE, expr)
            x.invalidate()
        case _:
            _plain_unary(c, x, expr)
    return Kind.EXPRESSION if x.is_valid() else Kind.STATEMENT


def _address(c: Checker, x: Operand, expr: ast.UnaryExpr) -> None:
    # Spec, "Address operators": the operand must be addressable, or a composite literal.
    inner = expr.x
    while isinstance(inner, ast.ParenExpr):
        inner = inner.x
    if not isinstance(inner, ast.CompositeLit) and x.mode is not Mode.VARIABLE:
        c.error(rows.UNADDRESSABLE, x, x)
        x.invalidate()
        return
    x.mode, x.type = Mode.VALUE, Pointer(x.type)


def _plain_unary(c: Checker, x: Operand, expr: ast.UnaryExpr) -> None:
    if not _UNARY[expr.op](x.type):
        c.error(rows.OPERATOR_NOT_DEFINED, x, expr.op, x)
        x.invalidate()
        return
    if x.mode is not Mode.CONSTANT:
        x.mode = Mode.VALUE
        return
    if x.value is None:
        return
    width = c.sizes.size_of(x.type) * 8 if is_unsigned(x.type) else 0
    x.value = unary(expr.op, x.value, width)
    x.expr = expr
    check_overflow(c, x, expr)


def star_expr(c: Checker, x: Operand, expr: ast.StarExpr, _target: Target | None, _hint: Type | None) -> Kind:
    """`*x`: an indirection or a pointer type"""
    expr_or_type(c, x, expr.x)
    if not x.is_valid():
        return Kind.STATEMENT
    if x.mode is Mode.TYPE:
        check_variable_type(c, expr.x, x.type)
        x.type = Pointer(x.type)
        return Kind.EXPRESSION
    base: Type | None = None
    for _, under in members(x.type):
        if not isinstance(under, Pointer):
            c.error(rows.CANNOT_INDIRECT, x, x)
            x.invalidate()
            return Kind.STATEMENT
        if base is not None and not identical(base, under.element):
            c.error(rows.POINTERS_DIFFER, x, x)
            x.invalidate()
            return Kind.STATEMENT
        base = under.element
    if base is None or not is_complete(c, base):
        x.invalidate()
        return Kind.STATEMENT
    x.mode, x.type = Mode.VARIABLE, base
    return Kind.EXPRESSION


def binary_expr(c: Checker, x: Operand, expr: ast.BinaryExpr, _target: Target | None, _hint: Type | None) -> Kind:
    """`x op y`; the left spine is unrolled."""
    spine: list[ast.BinaryExpr] = []
    left: ast.Expr = expr
    while isinstance(left, ast.BinaryExpr):
        spine.append(left)
        left = left.x
    value_expr(c, x, left)
    while spine:
        node = spine.pop()
        y = Operand()
        value_expr(c, y, node.y)
        apply_binary(c, x, y, node, node.x, node.y, node.op)
        x.expr = node
        if spine:  # the outermost operation is recorded by the dispatcher
            c.record(x)
    return Kind.EXPRESSION if x.is_valid() else Kind.STATEMENT


def apply_binary(
    c: Checker, x: Operand, y: Operand, expr: ast.BinaryExpr | None, lhs: ast.Expr, rhs: ast.Expr, op: str
) -> None:
    """x = x op y; expr is None for an assignment operation `lhs op= rhs`."""
    if not x.is_valid() or not y.is_valid():
        x.invalidate()
        return
    if op in ("<<", ">>"):
        shift_operands(c, x, y, op)
        if x.mode is Mode.CONSTANT and expr is not None:
            x.expr = expr
            check_overflow(c, x, expr)
        return
    match_types(c, x, y)
    if not x.is_valid():
        return
    if op in _COMPARISONS:
        compare_operands(c, x, y, op)
        return
    if not identical(x.type, y.type):
        if is_valid(x.type) and is_valid(y.type):
            if expr is not None:
                c.error(rows.MISMATCHED_TYPES, x, expr, x.type, y.type)
            else:
                c.error(rows.MISMATCHED_ASSIGN_OP, x, lhs, op, rhs, x.type, y.type)
        x.invalidate()
        return
    if not _BINARY[op](x.type):
        c.error(rows.OPERATOR_NOT_DEFINED, x, op, x)
        x.invalidate()
        return
    if op in ("/", "%") and _divides_by_zero(x, y):
        c.error(rows.DIVISION_BY_ZERO, y)
        x.invalidate()
        return
    if x.mode is not Mode.CONSTANT or y.mode is not Mode.CONSTANT:
        x.mode = Mode.VALUE
        return
    _fold(c, x, y, op, expr)


def _divides_by_zero(x: Operand, y: Operand) -> bool:
    if y.mode is not Mode.CONSTANT or y.value is None:
        return False
    if x.mode is not Mode.CONSTANT and not all_integer(x.type):
        return False
    if is_complex(x.type):
        return x.mode is Mode.CONSTANT and not real_part(y.value) and not imaginary_part(y.value)
    return is_zero(y.value)


def _fold(c: Checker, x: Operand, y: Operand, op: str, expr: ast.BinaryExpr | None) -> None:
    if x.value is None or y.value is None:
        x.value = None
        return
    if isinstance(x.value, bytes) and isinstance(y.value, bytes) and expr is not None:
        length = len(x.value) + len(y.value)
        if length > _LONGEST_STRING:
            c.error(rows.CONSTANT_STRING_TOO_LONG, c.operator_span(expr), length, _LONGEST_STRING)
            x.value = None
            return
    x.value = binary(x.value, op, y.value, integer_division=is_integer(x.type))
    if expr is not None:
        x.expr = expr
        check_overflow(c, x, expr)
