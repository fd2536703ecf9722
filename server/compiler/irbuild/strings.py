"""Strings: concatenation, and comparison of contents. Spec, "String concatenation", "Comparison operators"."""

from __future__ import annotations

from server.compiler.ir.func import Value
from server.compiler.ir.ops import Op
from server.compiler.ir.types import BOOL, INT, STRING, UINTPTR, UNSAFE_POINTER
from server.compiler.irbuild.address import string_ptr, unparen
from server.compiler.irbuild.builder import FuncBuilder
from server.compiler.irbuild.conversion import borrowed_string, room_in_frame
from server.compiler.syntax import nodes as ast
from server.compiler.types.model import Array, Slice
from server.source.span import Span


def build_concat(b: FuncBuilder, expr: ast.BinaryExpr) -> Value:
    """`a + b + c` in one call; the operands are evaluated from left to right."""
    operands: list[ast.Expr] = []
    pending: list[ast.Expr] = [expr]
    while pending:
        node = unparen(pending.pop())
        info = b.info(node)
        if isinstance(node, ast.BinaryExpr) and (info is None or info.value is None):
            pending += (node.y, node.x)
        else:
            operands.append(node)
    # Where a constant makes the result longer than any operand, it is a copy whatever the others are.
    copied = any((info := b.info(operand)) is not None and bool(info.value) for operand in operands)
    values = [b.retype(borrowed_string(b, operand) if copied else b.expr(operand), STRING) for operand in operands]
    return b.retype(concatenate(b, values, b.span(expr), room_in_frame(b, expr)), b.type_of(expr))


def concatenate(b: FuncBuilder, values: list[Value], span: Span, room: Value | None = None) -> Value:
    """The concatenation of strings, through an array on the stack; `room` is for a short result that stays here."""
    array = b.local("", Array(STRING, len(values)), span)
    first = b.first_element(array)
    for index, value in enumerate(values):
        b.store(b.element_addr(first, b.count(index)), value)
    length = b.count(len(values))
    parts = b.slice_make(Slice(STRING), first, length, length)
    return b.runtime("concatstrings", room or b.zero(UNSAFE_POINTER), parts, span=span)


def strings_equal(b: FuncBuilder, left: Value, right: Value, span: Span) -> Value:
    """Whether two strings are equal: their lengths, then their bytes."""
    length = b.emit(Op.STRING_LEN, INT, left)
    if right.op is Op.CONST and right.aux == b"":
        return b.compare(Op.EQ, length, b.count(0), span)
    same_length = b.compare(Op.EQ, length, b.emit(Op.STRING_LEN, INT, right))

    def compare_bytes() -> Value:
        # The lengths are equal: take the one that may be known.
        count = b.emit(Op.CONVERT, UINTPTR, b.emit(Op.STRING_LEN, INT, right) if right.op is Op.CONST else length)
        pointers = (b.pointer(string_ptr(b, left)), b.pointer(string_ptr(b, right)))
        return b.runtime("memequal", *pointers, count, span=span)

    return b.choose(same_length, compare_bytes, lambda: b.constant(False, BOOL), BOOL)


def string_order(b: FuncBuilder, op: Op, left: Value, right: Value, span: Span) -> Value:
    """`left op right` for `<`, `<=`, `>`, `>=` of strings."""
    order = b.runtime("cmpstring", b.retype(left, STRING), b.retype(right, STRING), span=span)
    return b.compare(op, order, b.count(0), span)
