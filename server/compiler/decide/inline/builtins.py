"""What calls of built-in functions count. Spec: "Built-in functions"."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from server.compiler.decide.inline.calls import element_of
from server.compiler.decide.inline.operands import type_operand
from server.compiler.decide.inline.prices import SPREAD, STORED
from server.compiler.decide.inline.walker import Walker
from server.compiler.syntax import nodes as ast
from server.compiler.types.info import Mode
from server.compiler.types.model import Interface, Map, Slice, Type, underlying


def builtin_call(w: Walker, expr: ast.CallExpr, name: str) -> int:
    """A call of a built-in function whose value is no constant."""
    rule = _RULES.get(name)
    return rule(w, expr) if rule is not None else 1 + _operands(w, expr)


def _operands(w: Walker, expr: ast.CallExpr) -> int:
    results = w.tuple_of(expr.args)
    if results is not None:
        return 1 + SPREAD * len(results.vars) + w.expr(expr.args[0])
    return sum(w.expr(arg) for arg in expr.args)


def _append(w: Walker, expr: ast.CallExpr) -> int:
    if expr.ellipsis >= 0 or len(expr.args) < 2:
        return 1 + _operands(w, expr)
    element = element_of(w.type_of(expr))
    return 1 + w.expr(expr.args[0]) + sum(w.converted(arg, element) for arg in expr.args[1:])


def _make(w: Walker, expr: ast.CallExpr) -> int:
    """The type is no operand; a map or channel without a size gets zero."""
    count = 1 + sum(w.expr(arg) for arg in expr.args[1:])
    typ = w.type_of(expr)
    sized = len(expr.args) > 1 or typ is None or isinstance(underlying(typ), Slice)
    return count if sized else count + 1


def _new(w: Walker, expr: ast.CallExpr) -> int:
    """`new(T)`, or `new(value)`: a variable that is set, and its address."""
    operand = expr.args[0]
    found = w.types.get(operand)
    if found is not None and found.mode is Mode.TYPE:
        return 1 + type_operand(w, operand)
    return STORED + w.expr(operand) + 1


def _panic(w: Walker, expr: ast.CallExpr) -> int:
    """The conversion of the value to an interface is free."""
    operand = expr.args[0]
    count = 1 + w.prices.panic + w.expr(operand)
    typ = w.type_of(operand)
    boxed = typ is not None and w.assigned(typ, _ANY) == 1
    return count if w.prices.discounts else count + boxed


_ANY: Final = Interface([], [])


def _recover(w: Walker, _expr: ast.CallExpr) -> int:
    w.impossible("call to recover")
    return 1


def _delete(w: Walker, expr: ast.CallExpr) -> int:
    typ: Type | None = w.type_of(expr.args[0])
    under = underlying(typ) if typ is not None else None
    key = under.key if isinstance(under, Map) else None
    return 1 + w.expr(expr.args[0]) + sum(w.converted(arg, key) for arg in expr.args[1:])


_RULES: Final[dict[str, Callable[[Walker, ast.CallExpr], int]]] = {
    "append": _append,
    "make": _make,
    "new": _new,
    "panic": _panic,
    "recover": _recover,
    "delete": _delete,
    "unsafe.Sizeof": lambda _w, _expr: 1,
    "unsafe.Alignof": lambda _w, _expr: 1,
    "unsafe.Offsetof": lambda _w, _expr: 1,
}
