"""Type assertions. Spec, "Type assertions"; the panics are those of gc's run-time."""

from __future__ import annotations

from server.compiler.ir.decisions import DecisionKind
from server.compiler.ir.func import Value
from server.compiler.ir.ops import Op
from server.compiler.ir.types import BOOL, UNSAFE_POINTER
from server.compiler.irbuild.address import unparen
from server.compiler.irbuild.builder import FuncBuilder
from server.compiler.irbuild.call import build_values
from server.compiler.irbuild.channels import build_receive_tested
from server.compiler.irbuild.interface import data_of, from_data, type_word
from server.compiler.irbuild.maps import build_map_index_tested
from server.compiler.irbuild.methodset import interface_methods
from server.compiler.syntax import nodes as ast
from server.compiler.types.model import Type
from server.compiler.types.predicates import is_interface
from server.source.span import Span


def build_several(b: FuncBuilder, expr: ast.Expr) -> list[Value]:
    """The values of an expression that stands for two or more: a call, or one of the forms with an extra `ok`."""
    match unparen(expr):
        case ast.TypeAssertExpr() as assertion:
            return _build_tested(b, assertion)
        case ast.IndexExpr() as index:
            return build_map_index_tested(b, index)
        case ast.UnaryExpr() as receive:
            return build_receive_tested(b, receive)
    return build_values(b, expr)


def build_assertion(b: FuncBuilder, expr: ast.TypeAssertExpr) -> Value:
    """`x.(T)`, which panics unless x holds a T."""
    assert expr.type is not None
    span = b.span(expr)
    value, typ = b.expr(expr.x), b.type_of(expr.type)
    assert value.type is not None
    _note_form(b, typ, span)
    word = type_word(b, value)
    good, bad = b.new_block("assert.good"), b.new_block("assert.bad")
    if not is_interface(typ):
        b.branch(_holds(b, word, typ, span), good, bad, span)
        b.start(bad)
        b.runtime("panicdottype", word, b.type_addr(typ), b.type_addr(value.type), span=span)
        b.jump(good)
        b.start(good)
        return from_data(b, data_of(b, value), typ, span)
    if interface_methods(typ):
        word = b.runtime("assertE2I", b.type_addr(typ), word, span=span)
    else:
        b.branch(_is_set(b, word), good, bad, span)
        b.start(bad)
        b.runtime("panicnildottype", b.type_addr(typ), span=span)
        b.jump(good)
        b.start(good)
    return b.emit(Op.IFACE_MAKE, typ, word, data_of(b, value), span=span)


def _note_form(b: FuncBuilder, typ: Type, span: Span) -> None:
    if is_interface(typ) and interface_methods(typ):
        reason, message = "the run-time looks for the methods", "type assertion not inlined"
    else:
        reason, message = "it is one comparison", "type assertion inlined"
    b.note(DecisionKind.ASSERTION, span, message.removeprefix("type assertion "), reason, message)


def _holds(b: FuncBuilder, word: Value, typ: Type, span: Span | None) -> Value:
    return b.compare(Op.EQ, word, b.type_addr(typ), span)


def _is_set(b: FuncBuilder, word: Value) -> Value:
    return b.compare(Op.NE, word, b.zero(UNSAFE_POINTER))


def type_test(b: FuncBuilder, word: Value, typ: Type, span: Span | None) -> tuple[Value, Value]:
    """Whether a value whose type word is given has, or implements, a type, and its first word as that type."""
    if not is_interface(typ):
        return _holds(b, word, typ, span), word
    if interface_methods(typ):
        word = b.runtime("assertE2I2", b.type_addr(typ), word, span=span)
    return _is_set(b, word), word


def as_type(b: FuncBuilder, word: Value, data: Value, typ: Type, span: Span | None) -> Value:
    """A value that passed the test, as that type."""
    if is_interface(typ):
        return b.emit(Op.IFACE_MAKE, typ, word, data, span=span)
    return from_data(b, data, typ, span)


def _build_tested(b: FuncBuilder, expr: ast.TypeAssertExpr) -> list[Value]:
    """`v, ok := x.(T)`: without a T, v is T's zero value."""
    assert expr.type is not None
    span = b.span(expr)
    value, typ = b.expr(expr.x), b.type_of(expr.type)
    _note_form(b, typ, span)
    result, outcome = b.local("", typ), b.local("", BOOL)
    ok, word = type_test(b, type_word(b, value), typ, span)
    b.store(outcome, ok)
    good, done = b.new_block("assert.good"), b.new_block("assert.done")
    b.branch(ok, good, done, span)
    b.start(good)
    b.store(result, as_type(b, word, data_of(b, value), typ, span))
    b.jump(done)
    b.start(done)
    return [b.load(result, span), b.load(outcome, span)]
