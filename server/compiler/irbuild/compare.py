"""Comparisons. Spec, "Comparison operators": structs field by field, arrays element by element."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from server.compiler.ir.func import Value
from server.compiler.ir.ops import Op
from server.compiler.ir.types import BOOL, INT, UNSAFE_POINTER, field_type, is_ssaable, pointee
from server.compiler.irbuild.address import build_address
from server.compiler.irbuild.builder import FuncBuilder
from server.compiler.irbuild.context import NotSupported
from server.compiler.irbuild.conversion import borrowed_string
from server.compiler.irbuild.strings import string_order, strings_equal
from server.compiler.syntax import nodes as ast
from server.compiler.types.model import (
    Array,
    Basic,
    Chan,
    Interface,
    Kind,
    Map,
    Pointer,
    Signature,
    Slice,
    Struct,
    Type,
    underlying,
)
from server.compiler.types.predicates import is_interface, is_string
from server.compiler.types.universe import EMPTY_INTERFACE
from server.source.span import Span

_OPS: Final = {"==": Op.EQ, "!=": Op.NE, "<": Op.LT, "<=": Op.LE, ">": Op.GT, ">=": Op.GE}
_SMALL_ARRAY: Final = 4  # arrays up to this length are compared without a loop


def build_comparison(b: FuncBuilder, expr: ast.BinaryExpr) -> Value:
    """`x == y` and its kind, as the expression's boolean type."""
    return b.retype(_comparison(b, expr), b.type_of(expr))


def _comparison(b: FuncBuilder, expr: ast.BinaryExpr) -> Value:
    span = b.span(expr)
    op = _OPS[expr.op]
    for operand, other in ((expr.y, expr.x), (expr.x, expr.y)):
        if b.is_nil(operand):
            return _against_nil(b, op, b.expr(other), span)
    typ = b.type_of(expr.x)
    mixed = is_interface(typ) or is_interface(b.type_of(expr.y))  # then the other operand is converted
    if op in (Op.EQ, Op.NE) and not mixed and not is_ssaable(typ):
        equal = equal_in_memory(b, build_address(b, expr.x), build_address(b, expr.y), span)
        return _signed(b, op, equal, span)
    if mixed:
        typ = EMPTY_INTERFACE
    if is_string(typ):
        left = borrowed_string(b, expr.x)
        return compare_values(b, op, left, b.retype(borrowed_string(b, expr.y), typ), expr)
    left = b.expr_as(expr.x, typ)
    return compare_values(b, op, left, b.expr_as(expr.y, typ), expr)


def _against_nil(b: FuncBuilder, op: Op, value: Value, span: Span) -> Value:
    assert value.type is not None
    match underlying(value.type):
        case Slice():
            word = b.slice_ptr(value)
        case Interface():
            word = b.emit(Op.IFACE_TAB, UNSAFE_POINTER, value)
        case _:
            word = value
    assert word.type is not None
    return b.compare(op, word, b.zero(word.type), span)


def compare_values(b: FuncBuilder, op: Op, left: Value, right: Value, node: ast.Node) -> Value:
    """`left op right` for two values of one type."""
    span = b.span(node)
    typ = left.type
    assert typ is not None
    if is_string(typ):
        if op in (Op.EQ, Op.NE):
            return _signed(b, op, strings_equal(b, left, right, span), span)
        return string_order(b, op, left, right, span)
    match underlying(typ):
        case Interface():
            operands = (b.assigned(left, EMPTY_INTERFACE), b.assigned(right, EMPTY_INTERFACE))
            return _signed(b, op, b.runtime("efaceequal", *operands, span=span), span)
        case Struct() | Array():
            addresses = [b.local("", typ), b.local("", typ)]
            for address, value in zip(addresses, (left, right)):
                b.store(address, value)
            return _signed(b, op, equal_in_memory(b, addresses[0], addresses[1], span), span)
        case Basic() | Pointer() | Chan() | Map() | Signature():
            return b.compare(op, left, b.retype(right, typ), span)
    raise NotSupported("this comparison", node)


def _signed(b: FuncBuilder, op: Op, equal: Value, span: Span) -> Value:
    return equal if op is Op.EQ else b.emit(Op.NOT, BOOL, equal, span=span)


def equal_in_memory(b: FuncBuilder, left: Value, right: Value, span: Span) -> Value:
    """Whether two variables of one type, given by valid addresses, are equal."""
    typ = pointee(left.type)
    if is_string(typ):
        return strings_equal(b, b.load(left, span), b.load(right, span), span)
    match underlying(typ):
        case Struct() as struct:
            return _equal_structs(b, left, right, struct, span)
        case Array() as array:
            return _equal_arrays(b, left, right, array, span)
        case Interface():
            operands = [b.assigned(b.load(at, span), EMPTY_INTERFACE) for at in (left, right)]
            return b.runtime("efaceequal", *operands, span=span)
    return b.compare(Op.EQ, b.load(left, span), b.load(right, span), span)


def _equal_structs(b: FuncBuilder, left: Value, right: Value, struct: Struct, span: Span) -> Value:
    indices = [index for index, field in enumerate(struct.fields) if field.name != "_"]
    parts = [_field_test(b, left, right, index, span) for index in indices]
    return _all_true(b, parts)


def _field_test(b: FuncBuilder, left: Value, right: Value, index: int, span: Span) -> Callable[[], Value]:
    return lambda: equal_in_memory(b, b.field_addr(left, index), b.field_addr(right, index), span)


def _all_true(b: FuncBuilder, tests: list[Callable[[], Value]]) -> Value:
    if not tests:
        return b.constant(True, BOOL)
    if len(tests) == 1:
        return tests[0]()
    result = b.local("", BOOL)
    done = b.new_block("equal.done")
    for position, test in enumerate(tests):
        outcome = test()
        b.store(result, outcome)
        if position + 1 < len(tests):
            more = b.new_block("equal.next")
            b.branch(outcome, more, done)
            b.start(more)
    b.jump(done)
    b.start(done)
    return b.load(result)


def is_plain_memory(typ: Type, size_of: Callable[[Type], int]) -> bool:
    """Whether equal values have equal bytes: no padding, floats, strings or interfaces inside."""
    match underlying(typ):
        case Basic(kind=kind):
            return kind is not Kind.STRING and not Kind.FLOAT32 <= kind <= Kind.COMPLEX128
        case Pointer() | Chan():
            return True
        case Array(element=element):
            return is_plain_memory(element, size_of)
        case Struct(fields=fields) as struct:
            types = [field_type(struct, index) for index in range(len(fields))]
            named = all(field.name != "_" for field in fields)
            packed = sum(size_of(part) for part in types) == size_of(typ)
            return named and packed and all(is_plain_memory(part, size_of) for part in types)
    return False


def _equal_arrays(b: FuncBuilder, left: Value, right: Value, array: Array, span: Span) -> Value:
    if is_plain_memory(array.element, b.context.config.sizes.size_of):
        return b.runtime("memequal", b.pointer(left), b.pointer(right), b.size(array), span=span)
    first, second = b.first_element(left), b.first_element(right)
    if array.length <= _SMALL_ARRAY:
        indices = range(array.length)
        return _all_true(b, [_element_test(b, first, second, index, span) for index in indices])
    result, index = b.local("", BOOL), b.local("", INT)
    head, body, step, done = (b.new_block(f"equal.{name}") for name in ("head", "body", "step", "done"))
    b.store(result, b.constant(True, BOOL))
    b.jump(head)
    b.start(head)
    b.branch(b.compare(Op.LT, b.load(index), b.count(array.length)), body, done)
    b.start(body)
    at = b.load(index)
    equal = equal_in_memory(b, b.element_addr(first, at), b.element_addr(second, at), span)
    b.store(result, equal)
    b.branch(equal, step, done)
    b.start(step)
    b.store(index, b.emit(Op.ADD, INT, b.load(index), b.count(1)))
    b.jump(head)
    b.start(done)
    return b.load(result)


def _element_test(b: FuncBuilder, left: Value, right: Value, index: int, span: Span) -> Callable[[], Value]:
    return lambda: equal_in_memory(b, b.element_addr(left, b.count(index)), b.element_addr(right, b.count(index)), span)


def switch_test(b: FuncBuilder, tag: Value, expr: ast.Expr) -> Value:
    """`tag == expr`, as a switch compares."""
    assert tag.type is not None
    if b.is_nil(expr):
        return _against_nil(b, Op.EQ, tag, b.span(expr))
    value = b.expr(expr)
    assert value.type is not None
    if is_interface(value.type) or is_interface(tag.type):
        tag = b.assigned(tag, EMPTY_INTERFACE)
    return compare_values(b, Op.EQ, tag, b.assigned(value, tag.type or value.type), expr)
