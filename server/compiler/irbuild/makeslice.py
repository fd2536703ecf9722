"""`make([]T, len, cap)`. Spec, "Making slices, maps and channels".

    on the heap                          makeslice(T, len, cap)
    on the stack, capacity known         an array of that length; a length beyond it panics
    on the stack, capacity not known     an array of SMALL bytes if that is enough, else makeslice

Source: the forms are gc's, whose -m says of the last one that it does not escape.
"""

from __future__ import annotations

from typing import Final

from server.compiler.ir.func import Value
from server.compiler.ir.ops import Op
from server.compiler.ir.types import BOOL, UINT
from server.compiler.irbuild.address import as_int, build_index_value
from server.compiler.irbuild.builder import FuncBuilder
from server.compiler.syntax import nodes as ast
from server.compiler.types.model import Array, Pointer, Slice, Type, underlying

SMALL: Final = 32  # bytes of the buffer for a slice whose size is not known


def build_make_slice(b: FuncBuilder, expr: ast.CallExpr) -> Value:
    """`make([]T, len)`, `make([]T, len, cap)`"""
    typ, span = b.type_of(expr), b.span(expr)
    under = underlying(typ)
    assert isinstance(under, Slice)
    sizes = [_size_argument(b, arg) for arg in b.args(expr)[1:]]
    length, capacity = sizes[0], sizes[-1]
    pointer = _memory(b, expr, under.element, length, capacity)
    return b.slice_make(typ, pointer, length, capacity, span)


def _size_argument(b: FuncBuilder, expr: ast.Expr) -> Value:
    # A size beyond the range of int turns negative and makes the run-time panic, as it must.
    return as_int(b, build_index_value(b, expr))


def _memory(b: FuncBuilder, expr: ast.CallExpr, element: Type, length: Value, capacity: Value) -> Value:
    """The address of the first element."""
    size = b.context.config.sizes.size_of(element)
    if b.op_of_site(expr) is Op.NEW or size == 0:
        return _on_heap(b, expr, element, length, capacity)
    known = b.context.plan.placement.lengths.get((b.frame, expr)) if b.frame is not None else None
    if known is not None:
        if length is not capacity:
            _check_length(b, expr, length, known)
        return _on_stack(b, expr, element, known)
    room = SMALL // size
    if room == 0:
        return _on_heap(b, expr, element, length, capacity)
    fits = _at_most(b, capacity, b.count(room))
    if length is not capacity:
        fits = b.emit(Op.AND, BOOL, fits, _at_most(b, length, capacity))
    return b.choose(
        fits,
        lambda: _on_stack(b, expr, element, room),
        lambda: _on_heap(b, expr, element, length, capacity),
        Pointer(element),
    )


def _on_heap(b: FuncBuilder, expr: ast.CallExpr, element: Type, length: Value, capacity: Value) -> Value:
    span = b.span(expr)
    memory = b.runtime("makeslice", b.type_addr(element), length, capacity, span=span)
    return b.emit(Op.CHANGE_TYPE, Pointer(element), memory, span=span)


def _on_stack(b: FuncBuilder, expr: ast.CallExpr, element: Type, count: int) -> Value:
    span = b.span(expr)
    return b.first_element(b.local(b.func.text_of(span), Array(element, count), span, implicit=True))


def _check_length(b: FuncBuilder, expr: ast.CallExpr, length: Value, capacity: int) -> None:
    if length.op is Op.CONST and isinstance(length.aux, int) and 0 <= length.aux <= capacity:
        return
    fits, panics = b.new_block("make.fits"), b.new_block("make.panics")
    b.branch(_at_most(b, length, b.count(capacity)), fits, panics, b.span(expr))
    b.start(panics)
    b.runtime("panicmakeslice", length, span=b.span(expr))
    b.start(fits)


def _at_most(b: FuncBuilder, value: Value, limit: Value) -> Value:
    """Whether 0 <= value <= limit."""
    return b.compare(Op.LE, b.emit(Op.CONVERT, UINT, value), b.emit(Op.CONVERT, UINT, limit))
