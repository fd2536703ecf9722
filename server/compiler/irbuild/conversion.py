"""Conversions `T(x)`. Spec, "Conversions"."""

from __future__ import annotations

from typing import Final

from server.compiler.decide.escape.memory import MAX_IMPLICIT
from server.compiler.ir.func import Aggregate, Value, Variable
from server.compiler.ir.ops import BoundsKind, Op
from server.compiler.ir.types import BYTES, INT, INT32, INT64, STRING, UINT8, UNSAFE_POINTER
from server.compiler.irbuild.address import string_ptr, unparen
from server.compiler.irbuild.builder import FuncBuilder
from server.compiler.syntax import nodes as ast
from server.compiler.types.info import Mode
from server.compiler.types.model import Array, Basic, Kind, Pointer, Slice, Type, underlying
from server.compiler.types.predicates import is_integer, is_interface, is_numeric, is_string
from server.source.span import Span

STRING_BUFFER: Final = 32  # runtime.stringBuffer: elements of the array for a short conversion
_NOTHING: Final = "runtime.zerobase"  # what pointers to no bytes point to


def build_conversion(b: FuncBuilder, expr: ast.CallExpr) -> Value:
    """`T(x)` where x is no constant, or T not a constant's type"""
    typ = b.type_of(expr)
    operand = expr.args[0]
    if b.is_nil(operand):
        return b.zero(typ, b.span(expr))
    return convert(b, b.expr(operand), typ, expr)


def convert(b: FuncBuilder, value: Value, typ: Type, node: ast.Node) -> Value:
    """A value converted to another type."""
    span = b.span(node)
    source = value.type
    assert source is not None
    if is_interface(typ):
        return b.assigned(value, typ, unparen(node.args[0]) if isinstance(node, ast.CallExpr) else None)
    if is_numeric(source) and is_numeric(typ):
        return _numeric(b, value, source, typ, span)
    if is_string(typ):
        return b.retype(_to_string(b, value, source, node), typ)
    target = underlying(typ)
    if is_string(source) and isinstance(target, Slice):
        if b.frame is not None and (b.frame, node) in b.context.plan.placement.borrowed:
            return _bytes_of_string(b, value, typ, span)
        return _copy_of_string(b, value, typ, node)
    if isinstance(underlying(source), Slice) and isinstance(target, Array | Pointer):
        return _to_array(b, value, typ, span)
    return b.emit(Op.CHANGE_TYPE, typ, value, span=span)


def _bytes_of_string(b: FuncBuilder, value: Value, typ: Type, span: Span) -> Value:
    """The bytes of a string themselves, for who only reads them; never nil."""
    under = underlying(typ)
    assert isinstance(under, Slice)
    pointer, length = string_ptr(b, value), b.emit(Op.STRING_LEN, INT, value)
    nothing = b.emit(Op.GLOBAL, Pointer(under.element), aux=_NOTHING)
    first = b.choose(
        b.compare(Op.EQ, b.pointer(pointer), b.zero(UNSAFE_POINTER)),
        lambda: nothing,
        lambda: b.emit(Op.CHANGE_TYPE, Pointer(under.element), pointer),
        Pointer(under.element),
    )
    return b.slice_make(typ, first, length, length, span)


def _copy_of_string(b: FuncBuilder, value: Value, typ: Type, node: ast.Node) -> Value:
    """`[]byte(s)`, `[]rune(s)`: with the capacity that gc gives it.

    A constant's elements have an array of that size; what is short and stays here, one of STRING_BUFFER in the frame.
    """
    target, span = underlying(typ), b.span(node)
    assert isinstance(target, Slice)
    text = b.retype(value, STRING)
    operand = unparen(node.args[0]) if isinstance(node, ast.CallExpr) else None
    info = b.info(operand) if operand is not None else None
    content = info.value if info is not None and isinstance(info.value, bytes) else None
    if _is_byte(target.element):
        name = "stringtoslicebyte"
        if content is not None:
            return _slice_of_copy(b, string_ptr(b, text), len(content), typ, node)
    else:
        name = "stringtoslicerune"
        if content is not None and (runes := _runes(content)) is not None:
            array = Array(target.element, len(runes))
            symbol = b.context.shared_data(array, Aggregate(tuple(enumerate(runes))))
            return _slice_of_copy(b, b.emit(Op.GLOBAL, Pointer(array), aux=symbol), len(runes), typ, node)
    return b.retype(b.runtime(name, room_in_frame(b, node, target.element), text, span=span), typ)


def room_in_frame(b: FuncBuilder, node: ast.Node, element: Type = UINT8) -> Value:
    """An array in the frame for a short result that stays here; nil for one that does not."""
    if b.op_of_site(node) is not Op.LOCAL:
        return b.zero(UNSAFE_POINTER)
    return b.pointer(b.local("", Array(element, STRING_BUFFER), b.span(node), implicit=True))


def _runes(content: bytes) -> list[int] | None:
    """The code points of a text; None if it is not valid UTF-8."""
    try:
        return [ord(char) for char in content.decode()]
    except UnicodeDecodeError:
        return None


def _slice_of_copy(b: FuncBuilder, source: Value, count: int, typ: Type, node: ast.Node) -> Value:
    """A slice of a new array with the contents of read-only memory."""
    span, target = b.span(node), underlying(typ)
    assert isinstance(target, Slice)
    array = Array(target.element, count)
    on_stack = b.op_of_site(node) is Op.LOCAL and b.context.config.sizes.size_of(array) <= MAX_IMPLICIT
    variable = Variable("", array, span, implicit=True)
    address = b.emit(Op.LOCAL if on_stack else Op.NEW, Pointer(array), aux=variable, span=span)
    if count:
        b.runtime("memmove", b.pointer(address), b.pointer(source), b.size(array), span=span)
    length = b.count(count)
    return b.slice_make(typ, b.first_element(address), length, length, span)


def borrowed_string(b: FuncBuilder, expr: ast.Expr) -> Value:
    """An operand that is a string and of which only the contents are looked at: `string(bytes)` needs no copy then."""
    inner = unparen(expr)
    if not isinstance(inner, ast.CallExpr) or not is_string_of_bytes(b, inner):
        return b.expr(expr)
    value = b.expr(inner.args[0])
    pointer = b.emit(Op.CHANGE_TYPE, Pointer(UINT8), b.slice_ptr(value))
    text = b.emit(Op.STRING_MAKE, STRING, pointer, b.slice_len(value), span=b.span(inner))
    return b.retype(text, b.type_of(inner))


def is_string_of_bytes(b: FuncBuilder, expr: ast.Expr) -> bool:
    """Whether an expression is a conversion of a slice of bytes to a string, and not evaluated yet."""
    expr = unparen(expr)
    if not isinstance(expr, ast.CallExpr) or len(expr.args) != 1 or expr in b.evaluated or b.is_nil(expr.args[0]):
        return False
    info = b.info(expr.fun)
    if info is None or info.mode is not Mode.TYPE or not is_string(b.type_of(expr)):
        return False
    source = underlying(b.type_of(expr.args[0]))
    return isinstance(source, Slice) and _is_byte(source.element)


def _numeric(b: FuncBuilder, value: Value, source: Type, typ: Type, span: Span) -> Value:
    before, after = underlying(source), underlying(typ)
    assert isinstance(before, Basic)
    assert isinstance(after, Basic)
    op = Op.CHANGE_TYPE if before.kind is after.kind else Op.CONVERT
    return b.emit(op, typ, value, span=span)


def _is_byte(typ: Type) -> bool:
    under = underlying(typ)
    return isinstance(under, Basic) and under.kind is Kind.UINT8


def _to_string(b: FuncBuilder, value: Value, source: Type, node: ast.Node) -> Value:
    span = b.span(node)
    if is_string(source):
        return b.emit(Op.CHANGE_TYPE, STRING, value, span=span)
    if is_integer(source):
        # Spec: values outside the range of valid code points become "\uFFFD"; a large unsigned one stays out of
        # range as a negative number.
        return b.runtime("intstring", room_in_frame(b, node), _numeric(b, value, source, INT64, span), span=span)
    under = underlying(source)
    assert isinstance(under, Slice)
    if _is_byte(under.element):
        return b.runtime("slicebytetostring", room_in_frame(b, node), b.retype(value, BYTES), span=span)
    return b.runtime("slicerunetostring", room_in_frame(b, node), b.retype(value, Slice(INT32)), span=span)


def _to_array(b: FuncBuilder, value: Value, typ: Type, span: Span) -> Value:
    """Slice to array or array pointer: panics when the slice is shorter than the array."""
    target = underlying(typ)
    array = underlying(target.element) if isinstance(target, Pointer) else target
    assert isinstance(array, Array)
    b.bounds_check(b.slice_len(value), b.count(array.length), BoundsKind.CONVERT, span)
    pointer = b.slice_ptr(value)
    if isinstance(target, Pointer):
        return b.emit(Op.CHANGE_TYPE, typ, pointer, span=span)
    return b.load(b.emit(Op.CHANGE_TYPE, Pointer(typ), pointer), span)
