"""Channels: make, receive, close, length and capacity. Spec, "Channel types", "Send statements".

All of it is done by the run-time. Values pass through a variable of the caller, whose address the run-time is given; it
may be read and written by another goroutine until the call returns.
"""

from __future__ import annotations

from server.compiler.ir.func import Value
from server.compiler.irbuild.address import as_int, build_index_value
from server.compiler.irbuild.builder import FuncBuilder
from server.compiler.syntax import nodes as ast
from server.compiler.types.model import Chan, Type, underlying
from server.source.span import Span


def channel_element(typ: Type) -> Type:
    """The type of the values that a channel carries."""
    under = underlying(typ)
    assert isinstance(under, Chan)
    return under.element


def build_make_channel(b: FuncBuilder, expr: ast.CallExpr) -> Value:
    """`make(chan T)`, `make(chan T, n)`"""
    span = b.span(expr)
    typ = b.type_of(expr)
    # A size beyond the range of int turns negative and makes the run-time panic, as it must.
    size = as_int(b, build_index_value(b, b.args(expr)[1])) if len(b.args(expr)) > 1 else b.count(0)
    return b.retype(b.runtime("makechan", b.type_addr(typ), size, span=span), typ)


def filled_slot(b: FuncBuilder, value: Value, span: Span) -> Value:
    """The address of a variable with a value to be sent."""
    assert value.type is not None
    slot = b.local("", value.type, span)
    b.store(slot, value, span)
    return slot


def build_receive(b: FuncBuilder, expr: ast.UnaryExpr) -> Value:
    """`<-c`"""
    return _receive(b, expr, "chanrecv1")[0]


def build_receive_tested(b: FuncBuilder, expr: ast.UnaryExpr) -> list[Value]:
    """`v, ok := <-c`: ok is false, and v zero, when the channel is closed and empty."""
    return _receive(b, expr, "chanrecv2")


def _receive(b: FuncBuilder, expr: ast.UnaryExpr, name: str) -> list[Value]:
    span = b.span(expr)
    channel = b.expr(expr.x)
    assert channel.type is not None
    slot = b.local("", channel_element(channel.type), span)
    outcome = b.runtime(name, b.pointer(channel), b.pointer(slot), span=span)
    return [b.load(slot, span), outcome]


def build_close(b: FuncBuilder, expr: ast.CallExpr) -> None:
    """`close(c)`"""
    b.runtime("closechan", b.pointer(b.expr(b.args(expr)[0])), span=b.span(expr))


def measure_channel(b: FuncBuilder, expr: ast.CallExpr, name: str) -> Value:
    """`len(c)` and `cap(c)`; both are 0 for a nil channel."""
    return b.runtime(f"chan{name}", b.pointer(b.expr(b.args(expr)[0])), span=b.span(expr))
