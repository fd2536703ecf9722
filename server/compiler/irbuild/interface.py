"""Interface values: made from concrete values and from other interfaces, and taken apart. Spec, "Interface types".

Layout as gc's: an interface without methods is (type descriptor, data word), one with methods (itab, data word). A nil
interface has a nil first word. Equal dynamic types have one descriptor but may have several itabs, so types are
compared, never itabs.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from server.compiler.ir.func import Aggregate, Itab, Value, Variable
from server.compiler.ir.ops import Op
from server.compiler.ir.types import INT, UINT8, UNSAFE_POINTER, field_type
from server.compiler.irbuild.builder import FuncBuilder, Site
from server.compiler.irbuild.methodset import interface_methods
from server.compiler.syntax import nodes as ast
from server.compiler.types.constant import ComplexValue
from server.compiler.types.identical import identical
from server.compiler.types.model import (
    Array,
    Basic,
    Chan,
    Kind,
    Map,
    Pointer,
    Signature,
    Struct,
    Type,
    underlying,
)
from server.compiler.types.objects import Var
from server.compiler.types.predicates import is_integer, is_interface
from server.source.span import Span

_BYTES: Final = 256  # values of a byte
_ITAB: Final = Struct(
    [Var(name, None, None, UNSAFE_POINTER, is_field=True) for name in ("inter", "typ")], ["", ""]
)  # how an itab begins


def to_interface(b: FuncBuilder, value: Value, typ: Type, node: ast.Node | None) -> Value:
    """A value as an interface of type `typ`; `node` is what decisions about the copy in it are known by."""
    assert value.type is not None
    span = value.span
    if is_interface(value.type):
        return _from_interface(b, value, typ)
    if interface_methods(typ):
        word = b.emit(Op.ITAB, UNSAFE_POINTER, aux=Itab(value.type, typ), span=span)
    else:
        word = b.emit(Op.TYPE_ADDR, UNSAFE_POINTER, aux=value.type, span=span)
    return b.emit(Op.IFACE_MAKE, typ, word, _data_word(b, value, node), span=span)


def _from_interface(b: FuncBuilder, value: Value, typ: Type) -> Value:
    """An interface as another one whose methods it has."""
    assert value.type is not None
    if identical(underlying(value.type), underlying(typ)):
        return b.retype(value, typ)
    word = type_word(b, value)
    if interface_methods(typ):
        word = b.runtime("convI2I", b.type_addr(typ), word, span=value.span)
    return b.emit(Op.IFACE_MAKE, typ, word, data_of(b, value), span=value.span)


def type_word(b: FuncBuilder, value: Value) -> Value:
    """The descriptor of an interface's dynamic type, nil for a nil interface."""
    assert value.type is not None
    tab = b.emit(Op.IFACE_TAB, UNSAFE_POINTER, value, span=value.span)
    if not interface_methods(value.type):
        return tab
    itab = b.emit(Op.CHANGE_TYPE, Pointer(_ITAB), tab)
    return b.choose(
        b.compare(Op.NE, tab, b.zero(UNSAFE_POINTER)),
        lambda: b.load(b.field_addr(itab, 1)),
        lambda: b.zero(UNSAFE_POINTER),
        UNSAFE_POINTER,
    )


def data_of(b: FuncBuilder, value: Value) -> Value:
    """The data word of an interface."""
    return b.emit(Op.IFACE_DATA, UNSAFE_POINTER, value, span=value.span)


def from_data(b: FuncBuilder, data: Value, typ: Type, span: Span | None) -> Value:
    """The value of a concrete type that an interface with this data word holds."""
    if not is_pointer_shaped(typ):
        return b.load(b.emit(Op.CHANGE_TYPE, Pointer(typ), data), span)
    if not isinstance(underlying(typ), Struct | Array):
        return b.emit(Op.CHANGE_TYPE, typ, data, span=span)
    box = b.local("", UNSAFE_POINTER)
    b.store(box, data)
    return b.load(b.emit(Op.CHANGE_TYPE, Pointer(typ), box), span)


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


def _data_word(b: FuncBuilder, value: Value, node: ast.Node | None) -> Value:
    typ = value.type
    assert typ is not None
    if value.op is Op.CONST:
        return b.pointer(_static_copy(b, value))
    if is_integer(typ) and b.context.config.sizes.size_of(typ) == 1:
        return b.pointer(_byte_address(b, value))
    if not is_pointer_shaped(typ):
        variable = Variable("", typ, value.span)
        box = b.emit(b.op_of_site(node, Site.BOX), Pointer(typ), aux=variable, span=value.span)
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


def _byte_address(b: FuncBuilder, value: Value) -> Value:
    """The address of read-only data that holds a byte: there are not many of them."""
    table = Array(UINT8, _BYTES)
    symbol = b.context.shared_data(table, Aggregate(tuple(enumerate(range(_BYTES)))))
    first = b.first_element(b.emit(Op.GLOBAL, Pointer(table), aux=symbol, span=value.span))
    return b.element_addr(first, b.emit(Op.CONVERT, INT, b.emit(Op.CONVERT, UINT8, value)))


def _static_copy(b: FuncBuilder, value: Value) -> Value:
    """The address of read-only data that holds a constant."""
    assert value.type is not None
    assert isinstance(value.aux, bool | int | Fraction | bytes | ComplexValue)
    return b.emit(Op.GLOBAL, Pointer(value.type), aux=b.context.shared_data(value.type, value.aux), span=value.span)
