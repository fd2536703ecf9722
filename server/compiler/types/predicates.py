"""Questions about types.

`is_x` looks at the underlying type only; `all_x` asks every member of a type parameter's type set as well.
"""

from __future__ import annotations

from typing import Final

from server.compiler.types.model import (
    Alias,
    Basic,
    Chan,
    Interface,
    Kind,
    Map,
    Named,
    Pointer,
    Signature,
    Slice,
    Struct,
    Type,
    TypeParam,
    unalias,
    underlying,
)
from server.compiler.types.typeset import members
from server.compiler.types.universe import INVALID, RUNE, TYP

_BOOLEAN: Final = frozenset({Kind.BOOL, Kind.UNTYPED_BOOL})
_INTEGER: Final = frozenset({k for k in Kind if Kind.INT <= k <= Kind.UINTPTR} | {Kind.UNTYPED_INT, Kind.UNTYPED_RUNE})
_UNSIGNED: Final = frozenset(k for k in Kind if Kind.UINT <= k <= Kind.UINTPTR)
_FLOAT: Final = frozenset({Kind.FLOAT32, Kind.FLOAT64, Kind.UNTYPED_FLOAT})
_COMPLEX: Final = frozenset({Kind.COMPLEX64, Kind.COMPLEX128, Kind.UNTYPED_COMPLEX})
_STRING: Final = frozenset({Kind.STRING, Kind.UNTYPED_STRING})
_NUMERIC: Final = _INTEGER | _FLOAT | _COMPLEX
_ORDERED: Final = _INTEGER | _FLOAT | _STRING
_CONSTANT: Final = _BOOLEAN | _NUMERIC | _STRING

_DEFAULTS: Final = {
    Kind.UNTYPED_BOOL: TYP[Kind.BOOL],
    Kind.UNTYPED_INT: TYP[Kind.INT],
    Kind.UNTYPED_RUNE: RUNE,
    Kind.UNTYPED_FLOAT: TYP[Kind.FLOAT64],
    Kind.UNTYPED_COMPLEX: TYP[Kind.COMPLEX128],
    Kind.UNTYPED_STRING: TYP[Kind.STRING],
}


def _is(typ: Type, kinds: frozenset[Kind]) -> bool:
    if type(typ) is not Basic:
        typ = underlying(typ)
    return type(typ) is Basic and typ.kind in kinds


def _all(typ: Type, kinds: frozenset[Kind]) -> bool:
    if type(typ) is Basic:
        return typ.kind in kinds
    if isinstance(unalias(typ), TypeParam):
        return all(t is not None and _is(t, kinds) for t, _ in members(typ))
    return _is(typ, kinds)


def is_valid(typ: Type) -> bool:
    """False for the type that stands for something already reported."""
    return typ is not INVALID and (not isinstance(typ, Alias) or unalias(typ) is not INVALID)


def is_boolean(typ: Type) -> bool:
    """bool, or a type made from it"""
    return _is(typ, _BOOLEAN)


def is_integer(typ: Type) -> bool:
    """An integer type, untyped ones included"""
    return _is(typ, _INTEGER)


def is_unsigned(typ: Type) -> bool:
    """uint, uint8, ... uintptr"""
    return _is(typ, _UNSIGNED)


def is_float(typ: Type) -> bool:
    """float32, float64 or an untyped float"""
    return _is(typ, _FLOAT)


def is_complex(typ: Type) -> bool:
    """complex64, complex128 or an untyped complex"""
    return _is(typ, _COMPLEX)


def is_numeric(typ: Type) -> bool:
    """integer, float or complex"""
    return _is(typ, _NUMERIC)


def is_string(typ: Type) -> bool:
    """string, or a type made from it"""
    return _is(typ, _STRING)


def is_constant_type(typ: Type) -> bool:
    """A type that constants can have"""
    return _is(typ, _CONSTANT)


def all_boolean(typ: Type) -> bool:
    """is_boolean for every member"""
    return _all(typ, _BOOLEAN)


def all_integer(typ: Type) -> bool:
    """is_integer for every member"""
    return _all(typ, _INTEGER)


def all_unsigned(typ: Type) -> bool:
    """is_unsigned for every member"""
    return _all(typ, _UNSIGNED)


def all_numeric(typ: Type) -> bool:
    """is_numeric for every member"""
    return _all(typ, _NUMERIC)


def all_string(typ: Type) -> bool:
    """is_string for every member"""
    return _all(typ, _STRING)


def all_numeric_or_string(typ: Type) -> bool:
    """Types that + is defined on"""
    return _all(typ, _NUMERIC | _STRING)


def all_ordered(typ: Type) -> bool:
    """Types that < is defined on"""
    return _all(typ, _ORDERED)


def is_untyped(typ: Type) -> bool:
    """The type of an untyped constant, of a comparison's result, or of nil"""
    return type(typ) is Basic and typ.kind >= Kind.UNTYPED_BOOL


def is_type_param(typ: Type) -> bool:
    """Whether it is a type parameter"""
    return isinstance(unalias(typ), TypeParam)


def is_interface(typ: Type) -> bool:
    """An interface type, not a type parameter"""
    return isinstance(underlying(typ), Interface)


def is_pointer(typ: Type) -> bool:
    """A pointer type"""
    return isinstance(underlying(typ), Pointer)


def is_unsafe_pointer(typ: Type) -> bool:
    """unsafe.Pointer, or a type made from it"""
    under = underlying(typ)
    return isinstance(under, Basic) and under.kind is Kind.UNSAFE_POINTER


def is_uintptr(typ: Type) -> bool:
    """uintptr, or a type made from it"""
    under = underlying(typ)
    return isinstance(under, Basic) and under.kind is Kind.UINTPTR


def is_bytes_or_runes(typ: Type) -> bool:
    """A slice of bytes or of runes; `typ` is an underlying type."""
    if not isinstance(typ, Slice):
        return False
    element = underlying(typ.element)
    return isinstance(element, Basic) and element.kind in (Kind.UINT8, Kind.INT32)


def is_interface_pointer(typ: Type) -> bool:
    """A pointer to an interface or to a type parameter"""
    under = underlying(typ)
    if not isinstance(under, Pointer):
        return False
    return is_interface(under.element) or is_type_param(under.element)


def has_name(typ: Type) -> bool:
    """Spec, "Types": predeclared types, defined types and type parameters are named types."""
    return isinstance(unalias(typ), Basic | Named | TypeParam)


def is_type_literal(typ: Type) -> bool:
    """Neither a defined type nor a type parameter"""
    return not isinstance(unalias(typ), Named | TypeParam)


def is_generic(typ: Type) -> bool:
    """A generic type that has not been instantiated"""
    if isinstance(typ, Alias):
        if typ.type_params and typ.origin is None:
            return True
        typ = unalias(typ)
    return isinstance(typ, Named) and bool(typ.type_params) and typ.origin is None


def has_nil(typ: Type) -> bool:
    """Whether nil is a value of the type"""
    if is_type_param(typ):
        return all(u is not None and has_nil(u) for _, u in members(typ))
    match underlying(typ):
        case Basic(kind=kind):
            return kind is Kind.UNSAFE_POINTER
        case Slice() | Pointer() | Signature() | Map() | Chan() | Interface():
            return True
    return False


def default_type(typ: Type) -> Type:
    """The type an untyped value gets when nothing else decides; other types, and nil's, stay.

    Spec, "Constants".
    """
    if type(typ) is Basic:
        return _DEFAULTS.get(typ.kind, typ)
    return typ


def wider_untyped(x: Type, y: Type) -> Type | None:
    """Of two untyped types the one that holds both values, if there is one.

    Spec, "Constant expressions": integer, rune, floating-point, complex, in that order.
    """
    if x is y:
        return x
    if is_untyped(x) and is_untyped(y) and is_numeric(x) and is_numeric(y):
        assert isinstance(x, Basic)
        assert isinstance(y, Basic)
        return x if x.kind > y.kind else y
    return None


def dereference(typ: Type) -> tuple[Type, bool]:
    """The element type of an unnamed pointer type, and whether it was one."""
    bare = unalias(typ)
    if isinstance(bare, Pointer):
        return bare.element, True
    return typ, False


def dereference_struct(typ: Type) -> Type:
    """The struct type behind a pointer to one; any other type itself."""
    under = underlying(typ)
    if isinstance(under, Pointer) and isinstance(underlying(under.element), Struct):
        return under.element
    return typ
