"""Functions of package unsafe that are not constants. Spec, "Package unsafe"."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from server.compiler.ir.func import Value
from server.compiler.ir.ops import Op
from server.compiler.ir.types import UINT8
from server.compiler.irbuild.address import as_int, build_index_value
from server.compiler.irbuild.builder import FuncBuilder
from server.compiler.syntax import nodes as ast
from server.compiler.types.model import Pointer


def _build_add(b: FuncBuilder, expr: ast.CallExpr) -> Value:
    """`unsafe.Add(p, n)`"""
    typ = b.type_of(expr)
    pointer = b.expr(expr.args[0])
    count = as_int(b, build_index_value(b, expr.args[1]))
    bytes_ = b.emit(Op.CHANGE_TYPE, Pointer(UINT8), pointer)
    return b.retype(b.element_addr(bytes_, count, b.span(expr)), typ)


def _build_slice(b: FuncBuilder, expr: ast.CallExpr) -> Value:
    """`unsafe.Slice(p, n)`"""
    pointer = b.expr(expr.args[0])
    length = as_int(b, build_index_value(b, expr.args[1]))
    return b.slice_make(b.type_of(expr), pointer, length, length, b.span(expr))


def _build_slice_data(b: FuncBuilder, expr: ast.CallExpr) -> Value:
    return b.retype(b.slice_ptr(b.expr(expr.args[0])), b.type_of(expr))


def _build_string(b: FuncBuilder, expr: ast.CallExpr) -> Value:
    """`unsafe.String(p, n)`"""
    pointer = b.expr(expr.args[0])
    length = as_int(b, build_index_value(b, expr.args[1]))
    return b.emit(Op.STRING_MAKE, b.type_of(expr), pointer, length, span=b.span(expr))


def _build_string_data(b: FuncBuilder, expr: ast.CallExpr) -> Value:
    return b.retype(b.emit(Op.STRING_PTR, Pointer(UINT8), b.expr(expr.args[0])), b.type_of(expr))


UNSAFE_RULES: Final[dict[str, Callable[[FuncBuilder, ast.CallExpr], Value | None]]] = {
    "unsafe.Add": _build_add,
    "unsafe.Slice": _build_slice,
    "unsafe.SliceData": _build_slice_data,
    "unsafe.String": _build_string,
    "unsafe.StringData": _build_string_data,
}
