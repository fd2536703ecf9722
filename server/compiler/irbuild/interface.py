"""Interface values from concrete ones. Spec, "Interface types"; layout as gc's `eface`: type word, data word."""

from __future__ import annotations

from server.compiler.ir.func import Global, Value
from server.compiler.ir.ops import Op
from server.compiler.ir.types import UNSAFE_POINTER, field_type
from server.compiler.irbuild.builder import FuncBuilder
from server.compiler.irbuild.context import NotSupported
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
    Struct,
    Type,
    underlying,
)
from server.compiler.types.predicates import is_interface
from server.compiler.types.typeset import type_set
from server.source.span import Span


def to_interface(b: FuncBuilder, value: Value, typ: Type) -> Value:
    """A value as an interface of type `typ`."""
    assert value.type is not None
    interface = underlying(typ)
    assert isinstance(interface, Interface)
    node = _node(value.span)
    if type_set(interface).methods:
        raise NotSupported("interfaces with methods", node)
    if is_interface(value.type):
        source = underlying(value.type)
        assert isinstance(source, Interface)
        if type_set(source).methods:
            raise NotSupported("interfaces with methods", node)
        return b.retype(value, typ)
    word = b.emit(Op.TYPE_ADDR, UNSAFE_POINTER, aux=value.type, span=value.span)
    return b.emit(Op.IFACE_MAKE, typ, word, _data_word(b, value), span=value.span)


def _node(span: Span | None) -> ast.Node:
    return ast.BadExpr(span.start, span.end) if span is not None else ast.BadExpr(0, 0)


def is_pointer_shaped(typ: Type) -> bool:
    """Whether the data word of an interface holds a value of the type itself."""
    match underlying(typ):
        case Pointer() | Map() | Chan() | Signature():
            return True
        case Basic(kind=kind):
            return kind is Kind.UNSAFE_POINTER
        case Struct(fields=fields) as struct:
            return len(fields) == 1 and is_pointer_shaped(field_type(struct, 0))
        case Array(element=element, length=length):
            return length == 1 and is_pointer_shaped(element)
    return False


def _data_word(b: FuncBuilder, value: Value) -> Value:
    typ = value.type
    assert typ is not None
    if value.op is Op.CONST:
        return b.pointer(_static_copy(b, value))
    if not is_pointer_shaped(typ):
        box = b.local("", typ, value.span)
        b.store(box, value)
        return b.pointer(box)
    while isinstance(struct := underlying(typ), Struct):
        typ = field_type(struct, 0)
        value = b.emit(Op.FIELD, typ, value, aux=0)
    if isinstance(underlying(typ), Array):
        box = b.local("", typ, value.span)
        b.store(box, value)
        value = b.load(b.emit(Op.CHANGE_TYPE, Pointer(UNSAFE_POINTER), box))
    return b.pointer(value)


def _static_copy(b: FuncBuilder, value: Value) -> Value:
    """The address of read-only data that holds a constant."""
    assert value.type is not None
    symbol = f"{b.func.symbol}..const{len(b.context.globals)}"
    b.context.globals.append(Global(symbol, value.type, value.span, value.aux))
    return b.emit(Op.GLOBAL, Pointer(value.type), aux=symbol, span=value.span)
