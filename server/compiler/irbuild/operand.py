"""Operands: names, selectors, index and slice expressions, indirections. Spec, "Primary expressions"."""

from __future__ import annotations

from server.compiler.ir.decisions import DecisionKind
from server.compiler.ir.func import Value
from server.compiler.ir.ops import BoundsKind, Op
from server.compiler.ir.types import INT, UINT, field_type, pointee, struct_of
from server.compiler.irbuild.address import (
    array_element,
    as_int,
    base_place,
    build_address,
    build_index_value,
    build_place,
    is_addressable,
    slice_element,
    string_element,
    string_ptr,
    variable_address,
)
from server.compiler.irbuild.builder import FuncBuilder
from server.compiler.irbuild.context import NotSupported
from server.compiler.irbuild.maps import build_map_index
from server.compiler.syntax import nodes as ast
from server.compiler.types.constant import to_int
from server.compiler.types.model import Array, Map, Pointer, Slice, underlying
from server.compiler.types.objects import Func, Var
from server.compiler.types.predicates import is_string
from server.compiler.types.subst import instantiate_signature


def build_ident(b: FuncBuilder, expr: ast.Ident) -> Value:
    """A variable's value, or a function's."""
    obj = b.object_of(expr)
    if isinstance(obj, Var):
        return b.load(variable_address(b, obj, b.span(expr)), b.span(expr))
    if isinstance(obj, Func):
        type_args = b.view.type_args(expr)
        # The name in `f[int]` has a generic type; that of the instance follows from the function.
        typ = instantiate_signature(obj.type, type_args) if type_args and obj.type is not None else b.type_of(expr)
        symbol = b.context.instances.use(obj, type_args)
        return b.emit(Op.FUNC, typ, aux=symbol, span=b.span(expr))
    raise NotSupported(f"{expr.name} as a value", expr)


def build_selector(b: FuncBuilder, expr: ast.SelectorExpr) -> Value:
    """A field, or a variable or function of another package; methods are built by `closures`."""
    selection = b.view.selection(expr)
    if selection is None:
        return build_ident(b, expr.sel)
    if is_addressable(b, expr):
        return b.load(build_place(b, expr).address(), b.span(expr))
    return _field_of_value(b, expr, selection.path)


def _field_of_value(b: FuncBuilder, expr: ast.SelectorExpr, path: tuple[int, ...]) -> Value:
    """A field of a struct that is no variable, such as a call's result."""
    span = b.span(expr)
    value = b.expr(expr.x)
    for index in path:
        assert value.type is not None
        under = underlying(value.type)
        if isinstance(under, Pointer):
            b.nil_check(value, span)
            value = b.load(b.field_addr(value, index, span), span)
        else:
            value = b.emit(Op.FIELD, field_type(struct_of(under), index), value, aux=index, span=span)
    return value


def build_star(b: FuncBuilder, expr: ast.StarExpr) -> Value:
    """`*p`"""
    return b.load(build_place(b, expr).address(), b.span(expr))


def build_index(b: FuncBuilder, expr: ast.IndexExpr) -> Value:
    """`x[i]` of a slice, string, array or pointer to array"""
    span = b.span(expr)
    typ = b.type_of(expr.x)
    under = underlying(typ)
    if is_string(typ):
        string = b.expr(expr.x)
        index = build_index_value(b, expr.indices[0])
        return b.load(string_element(b, string, index, span), span)
    match under:
        case Slice():
            slice_ = b.expr(expr.x)
            index = build_index_value(b, expr.indices[0])
            return b.load(slice_element(b, slice_, index, span), span)
        case Array():
            address = build_address(b, expr.x)
            index = build_index_value(b, expr.indices[0])
            return b.load(array_element(b, address, under, index, span), span)
        case Pointer():
            return b.load(build_place(b, expr).address(), span)
        case Map():
            return build_map_index(b, expr)
    raise NotSupported("indexing of this type", expr)


def build_slice(b: FuncBuilder, expr: ast.SliceExpr) -> Value:
    """`x[low:high:max]`. Spec, "Slice expressions"."""
    typ = b.type_of(expr.x)
    if _is_whole(b, expr) and (is_string(typ) or isinstance(underlying(typ), Slice)):
        b.note(DecisionKind.SLICE, b.span(expr), "omitted", "it is the operand as it is", "slice: omit slice operation")
        return b.retype(b.expr(expr.x), b.type_of(expr))
    if is_string(typ):
        return _slice_string(b, expr)
    under = underlying(typ)
    if isinstance(under, Slice):
        value = b.expr(expr.x)
        pointer, length = b.slice_ptr(value), b.slice_len(value)
        limit = b.emit(Op.SLICE_CAP, INT, value)
        return _slice_words(b, expr, pointer, length, limit, is_array=False)
    if isinstance(under, Array):
        address = base_place(b, expr.x, b.span(expr)).address()
    else:
        address = b.expr(expr.x)
        b.nil_check(address, b.span(expr))
    array = underlying(pointee(address.type))
    assert isinstance(array, Array)
    length = b.count(array.length)
    return _slice_words(b, expr, b.first_element(address), length, length, is_array=True)


def _is_whole(b: FuncBuilder, expr: ast.SliceExpr) -> bool:
    """`x[:]` or `x[0:]`"""
    low = b.info(expr.low) if expr.low is not None else None
    from_start = expr.low is None or (low is not None and low.value is not None and to_int(low.value) == 0)
    return from_start and expr.high is None and expr.max is None


def _bound(b: FuncBuilder, expr: ast.Expr | None) -> Value | None:
    return None if expr is None else build_index_value(b, expr)


def _slice_words(
    b: FuncBuilder, expr: ast.SliceExpr, pointer: Value, length: Value, limit: Value, *, is_array: bool
) -> Value:
    span = b.span(expr)
    low, high, max_ = _bound(b, expr.low), _bound(b, expr.high), _bound(b, expr.max)
    capacity = limit
    if max_ is not None:
        b.bounds_check(max_, limit, BoundsKind.SLICE3_ALEN if is_array else BoundsKind.SLICE3_ACAP, span)
        capacity = as_int(b, max_)
    if high is None:
        end = length
        # The length of a slice never exceeds its capacity, so only the lower bound is to be checked.
    else:
        kind = BoundsKind.SLICE_ALEN if is_array else BoundsKind.SLICE_ACAP
        b.bounds_check(high, capacity, BoundsKind.SLICE3_B if max_ is not None else kind, span)
        end = as_int(b, high)
    if low is None:
        return b.slice_make(b.type_of(expr), pointer, end, capacity, span)
    b.bounds_check(low, end, BoundsKind.SLICE3_C if max_ is not None else BoundsKind.SLICE_B, span)
    start = as_int(b, low)
    new_length = b.emit(Op.SUB, INT, end, start)
    new_capacity = new_length if capacity is end else b.emit(Op.SUB, INT, capacity, start)
    moved = b.element_addr(pointer, _offset(b, start, new_capacity), span)
    return b.slice_make(b.type_of(expr), moved, new_length, new_capacity, span)


def _offset(b: FuncBuilder, start: Value, remaining: Value) -> Value:
    """`start`, or 0 when nothing remains: a pointer past the end would keep the next object alive."""
    minus = b.emit(Op.NEG, INT, remaining)
    mask = b.emit(Op.SHR, INT, minus, b.emit(Op.CONST, UINT, aux=63))
    return b.emit(Op.AND, INT, start, mask)


def _slice_string(b: FuncBuilder, expr: ast.SliceExpr) -> Value:
    span = b.span(expr)
    value = b.expr(expr.x)
    low, high = _bound(b, expr.low), _bound(b, expr.high)
    pointer = string_ptr(b, value)
    end = b.emit(Op.STRING_LEN, INT, value)
    if high is not None:
        b.bounds_check(high, end, BoundsKind.SLICE_ALEN, span)
        end = as_int(b, high)
    typ = b.type_of(expr)
    if low is None:
        return b.emit(Op.STRING_MAKE, typ, pointer, end, span=span)
    b.bounds_check(low, end, BoundsKind.SLICE_B, span)
    start = as_int(b, low)
    length = b.emit(Op.SUB, INT, end, start)
    moved = b.element_addr(pointer, _offset(b, start, length), span)
    return b.emit(Op.STRING_MAKE, typ, moved, length, span=span)
