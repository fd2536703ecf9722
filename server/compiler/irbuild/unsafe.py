"""Functions of package unsafe that are not constants. Spec, "Package unsafe"."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from server.compiler.ir.func import Value
from server.compiler.ir.ops import Op
from server.compiler.ir.types import BOOL, INT, UINT, UINT8, UINTPTR, pointee
from server.compiler.irbuild.address import as_int, build_index_value, unparen
from server.compiler.irbuild.builder import FuncBuilder
from server.compiler.syntax import nodes as ast
from server.compiler.types.model import Pointer, underlying
from server.source.span import Span

_LARGEST_OBJECT: Final = 1 << 47  # bytes; no memory lies beyond


def _build_add(b: FuncBuilder, expr: ast.CallExpr) -> Value:
    """`unsafe.Add(p, n)`"""
    typ = b.type_of(expr)
    pointer = b.expr(b.args(expr)[0])
    count = as_int(b, build_index_value(b, b.args(expr)[1]))
    bytes_ = b.emit(Op.CHANGE_TYPE, Pointer(UINT8), pointer)
    return b.retype(b.element_addr(bytes_, count, b.span(expr)), typ)


def _build_slice(b: FuncBuilder, expr: ast.CallExpr) -> Value:
    """`unsafe.Slice(p, n)`"""
    pointer = b.expr(b.args(expr)[0])
    length = as_int(b, build_index_value(b, b.args(expr)[1]))
    _check_length(b, "unsafeslice", pointer, length, b.span(expr))
    return b.slice_make(b.type_of(expr), pointer, length, length, b.span(expr))


def _check_length(b: FuncBuilder, name: str, pointer: Value, length: Value, span: Span) -> None:
    """Have the run-time look at a length or pointer that is not obviously right."""
    size = max(b.context.config.sizes.size_of(pointee(pointer.type)), 1)
    sane = b.constant(_LARGEST_OBJECT // size, UINT)
    small = b.compare(Op.LE, b.emit(Op.CONVERT, UINT, length), sane)
    # No nil, and no address so high that the end may lie beyond all addresses.
    points = b.compare(Op.GT, b.emit(Op.CONVERT, INT, b.emit(Op.CHANGE_TYPE, UINTPTR, b.pointer(pointer))), b.count(0))
    odd, fine = b.new_block(f"{name}.odd"), b.new_block(f"{name}.fine")
    b.branch(b.emit(Op.AND, BOOL, small, points), fine, odd, span)
    b.start(odd)
    b.runtime(name, b.size(pointee(pointer.type)), b.pointer(pointer), length, span=span)
    b.jump(fine)
    b.start(fine)


def _build_slice_data(b: FuncBuilder, expr: ast.CallExpr) -> Value:
    return b.retype(b.slice_ptr(b.expr(b.args(expr)[0])), b.type_of(expr))


def _build_string(b: FuncBuilder, expr: ast.CallExpr) -> Value:
    """`unsafe.String(p, n)`"""
    pointer = b.expr(b.args(expr)[0])
    length = as_int(b, build_index_value(b, b.args(expr)[1]))
    _check_length(b, "unsafestring", pointer, length, b.span(expr))
    return b.emit(Op.STRING_MAKE, b.type_of(expr), pointer, length, span=b.span(expr))


def _build_string_data(b: FuncBuilder, expr: ast.CallExpr) -> Value:
    return b.retype(b.emit(Op.STRING_PTR, Pointer(UINT8), b.expr(b.args(expr)[0])), b.type_of(expr))


def _build_sizeof(b: FuncBuilder, expr: ast.CallExpr) -> Value:
    """`unsafe.Sizeof(x)` that is not constant because the type of x is an argument of the function."""
    return b.emit(Op.CONST, UINTPTR, aux=b.context.config.sizes.size_of(b.type_of(b.args(expr)[0])), span=b.span(expr))


def _build_alignof(b: FuncBuilder, expr: ast.CallExpr) -> Value:
    return b.emit(Op.CONST, UINTPTR, aux=b.context.config.sizes.align_of(b.type_of(b.args(expr)[0])), span=b.span(expr))


def _build_offsetof(b: FuncBuilder, expr: ast.CallExpr) -> Value:
    """`unsafe.Offsetof(x.f)`: the path to the field leads through no pointer."""
    selector = unparen(b.args(expr)[0])
    assert isinstance(selector, ast.SelectorExpr)
    typ = b.type_of(selector.x)
    under = underlying(typ)
    base = under.element if isinstance(under, Pointer) else typ
    offset = b.context.config.sizes.offset_of(base, b.selected(selector).path)
    return b.emit(Op.CONST, UINTPTR, aux=offset, span=b.span(expr))


UNSAFE_RULES: Final[dict[str, Callable[[FuncBuilder, ast.CallExpr], Value | None]]] = {
    "unsafe.Add": _build_add,
    "unsafe.Alignof": _build_alignof,
    "unsafe.Offsetof": _build_offsetof,
    "unsafe.Sizeof": _build_sizeof,
    "unsafe.Slice": _build_slice,
    "unsafe.SliceData": _build_slice_data,
    "unsafe.String": _build_string,
    "unsafe.StringData": _build_string_data,
}
