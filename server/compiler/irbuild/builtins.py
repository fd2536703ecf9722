"""Calls of predeclared functions. Spec, "Built-in functions"."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from server.compiler.ir.func import Value
from server.compiler.ir.ops import Op
from server.compiler.ir.types import INT, pointee
from server.compiler.irbuild.append import build_append, build_copy, clear_elements
from server.compiler.irbuild.builder import FuncBuilder
from server.compiler.irbuild.channels import build_close, build_make_channel, measure_channel
from server.compiler.irbuild.context import NotSupported
from server.compiler.irbuild.makeslice import build_make_slice
from server.compiler.irbuild.maps import build_clear_map, build_delete, build_make_map, build_map_len
from server.compiler.irbuild.order import build_min_max
from server.compiler.irbuild.printing import build_print
from server.compiler.irbuild.unsafe import UNSAFE_RULES
from server.compiler.syntax import nodes as ast
from server.compiler.types.info import Mode
from server.compiler.types.model import Array, Chan, Kind, Map, Pointer, Slice, underlying
from server.compiler.types.predicates import is_string
from server.compiler.types.universe import EMPTY_INTERFACE, TYP

_FLOAT32: Final = TYP[Kind.FLOAT32]
_FLOAT64: Final = TYP[Kind.FLOAT64]
_COMPLEX64_SIZE: Final = 8


def build_builtin(b: FuncBuilder, name: str, expr: ast.CallExpr) -> Value | None:
    """The value of a call of a predeclared function, None if it has none."""
    info = b.info(expr)
    if info is not None and info.value is not None:
        return b.constant(info.value, b.type_of(expr), b.span(expr))
    rule = _RULES.get(name)
    if rule is None:
        raise NotSupported(name, expr)
    b.spread_results(expr)
    result = rule(b, expr)
    b.spread.pop(expr, None)
    return result


def _build_len(b: FuncBuilder, expr: ast.CallExpr) -> Value:
    return _measure(b, expr, Op.SLICE_LEN)


def _build_cap(b: FuncBuilder, expr: ast.CallExpr) -> Value:
    return _measure(b, expr, Op.SLICE_CAP)


def _measure(b: FuncBuilder, expr: ast.CallExpr, op: Op) -> Value:
    operand = b.args(expr)[0]
    typ = b.type_of(operand)
    span = b.span(expr)
    if is_string(typ):
        return b.emit(Op.STRING_LEN, INT, b.expr(operand), span=span)
    under = underlying(typ)
    if isinstance(under, Slice):
        return b.emit(op, INT, b.expr(operand), span=span)
    if isinstance(under, Pointer):
        under = underlying(under.element)
    if not isinstance(under, Array):
        if isinstance(under, Map):
            return build_map_len(b, operand, span)
        return measure_channel(b, expr, "len" if op is Op.SLICE_LEN else "cap")
    # Spec, "Length and capacity": not a constant, so the operand has calls and is evaluated.
    b.expr(operand)
    return b.count(under.length)


def _build_new(b: FuncBuilder, expr: ast.CallExpr) -> Value:
    typ = b.type_of(expr)
    argument = b.args(expr)[0]
    info = b.info(argument)
    name = f"new({b.func.text_of(b.span(argument))})"
    address = b.allocate(name, pointee(typ), expr, b.span(expr))
    if info is not None and info.mode is not Mode.TYPE:
        b.store(address, b.expr_as(argument, pointee(typ)))
    return address


def _build_make(b: FuncBuilder, expr: ast.CallExpr) -> Value:
    typ = b.type_of(expr)
    under = underlying(typ)
    if isinstance(under, Chan):
        return build_make_channel(b, expr)
    if isinstance(under, Map):
        return build_make_map(b, expr)
    return build_make_slice(b, expr)


def _build_panic(b: FuncBuilder, expr: ast.CallExpr) -> None:
    b.runtime("gopanic", b.expr_as(b.args(expr)[0], EMPTY_INTERFACE), span=b.span(expr))


def _build_recover(b: FuncBuilder, expr: ast.CallExpr) -> Value:
    # Spec, "Handling panics": only the deferred function itself recovers; the run-time knows it by its caller's frame.
    span = b.span(expr)
    return b.runtime("gorecover", b.runtime("getcallerframe", span=span), span=span)


def _build_clear(b: FuncBuilder, expr: ast.CallExpr) -> None:
    under = underlying(b.type_of(b.args(expr)[0]))
    if isinstance(under, Map):
        build_clear_map(b, expr)
        return
    assert isinstance(under, Slice)
    value = b.expr(b.args(expr)[0])
    clear_elements(b, b.slice_ptr(value), b.slice_len(value), under.element, b.span(expr))


def _build_complex(b: FuncBuilder, expr: ast.CallExpr) -> Value:
    typ = b.type_of(expr)
    part = _FLOAT32 if b.context.config.sizes.size_of(typ) == _COMPLEX64_SIZE else _FLOAT64
    real, imag = (b.expr_as(arg, part) for arg in b.args(expr))
    return b.emit(Op.COMPLEX_MAKE, typ, real, imag, span=b.span(expr))


def _build_part(op: Op) -> Callable[[FuncBuilder, ast.CallExpr], Value]:
    return lambda b, expr: b.emit(op, b.type_of(expr), b.expr(b.args(expr)[0]), span=b.span(expr))


_RULES: Final[dict[str, Callable[[FuncBuilder, ast.CallExpr], Value | None]]] = {
    "append": build_append,
    "cap": _build_cap,
    "clear": _build_clear,
    "close": build_close,
    "complex": _build_complex,
    "copy": build_copy,
    "delete": build_delete,
    "imag": _build_part(Op.IMAG),
    "len": _build_len,
    "make": _build_make,
    "max": build_min_max,
    "min": build_min_max,
    "new": _build_new,
    "panic": _build_panic,
    "print": build_print,
    "println": build_print,
    "recover": _build_recover,
    "real": _build_part(Op.REAL),
    **UNSAFE_RULES,
}
