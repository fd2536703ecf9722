"""Which conversions produce code. Spec: "Conversions", "Assignability".

A conversion that only changes the name of a type vanishes and costs nothing; every other one is a node.
"""

from __future__ import annotations

from typing import Final

from server.compiler.types.identical import identical, identical_ignoring_tags
from server.compiler.types.model import Basic, Chan, Interface, Kind, Pointer, Type, underlying
from server.compiler.types.typeset import type_set

_SAME_BITS: Final = {Kind.INT: Kind.INT64, Kind.UINT: Kind.UINT64, Kind.UINTPTR: Kind.UINT64}
_SAME_BITS_32: Final = {Kind.INT: Kind.INT32, Kind.UINT: Kind.UINT32, Kind.UINTPTR: Kind.UINT32}
_ROUNDED: Final = frozenset({Kind.FLOAT32, Kind.FLOAT64, Kind.COMPLEX64, Kind.COMPLEX128})


def is_empty_interface(typ: Type) -> bool:
    """Whether a type is an interface without methods."""
    under = underlying(typ)
    return isinstance(under, Interface) and not type_set(under).methods


def boxes(src: Type, dst: Type) -> bool:
    """Whether assigning a value of type `src` to `dst`, an interface type, makes a new interface value."""
    if isinstance(underlying(src), Interface):
        return not identical(src, dst) and not (is_empty_interface(src) and is_empty_interface(dst))
    return not (isinstance(src, Basic) and src.kind is Kind.UNTYPED_NIL)


def needs_code(src: Type, dst: Type, word: int) -> bool:
    """Whether the explicit conversion of a value that is no constant produces code; `word` is in bytes."""
    if isinstance(underlying(dst), Interface):
        return boxes(src, dst)
    from_, to = underlying(src), underlying(dst)
    if isinstance(from_, Basic) and isinstance(to, Basic):
        return _basic_needs_code(from_.kind, to.kind, word)
    if isinstance(from_, Chan) and isinstance(to, Chan):
        return False
    if isinstance(from_, Basic) and from_.kind is Kind.UNTYPED_NIL:
        return False
    if _is_pointer(from_) and _is_pointer(to):
        return False
    return not identical_ignoring_tags(from_, to)


def _basic_needs_code(src: Kind, dst: Kind, word: int) -> bool:
    if src in _ROUNDED and src is dst:
        return True  # it rounds
    same = _SAME_BITS if word == 8 else _SAME_BITS_32
    if Kind.UNSAFE_POINTER in (src, dst):
        return False
    return same.get(src, src) is not same.get(dst, dst)


def _is_pointer(typ: Type) -> bool:
    return isinstance(typ, Pointer) or (isinstance(typ, Basic) and typ.kind in (Kind.UNSAFE_POINTER, Kind.UINTPTR))
