"""What escape analysis asks about a type: has it pointers, does an interface hold it directly, how large is it.

Answers are kept by identity of the type for the life of one object. Source: `internal/abi`, "direct interface"
values are one pointer wide and nothing but a pointer.
"""

from __future__ import annotations

from typing import Final

from server.compiler.types.linkname import link_name
from server.compiler.types.model import (
    Array,
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
    Tuple,
    Type,
    underlying,
)
from server.compiler.types.sizes import Sizes

MAX_VARIABLE: Final = 128 * 1024  # bytes of a variable on the stack
MAX_IMPLICIT: Final = 64 * 1024  # bytes of any other object on the stack
MAX_BY_VALUE: Final = 128  # bytes of a variable that a closure holds a copy of

_POINTER_KINDS: Final = frozenset({Kind.STRING, Kind.UNSAFE_POINTER})
_SHAPE: Final = "go.shape."
_NOT_IN_HEAP: Final = ("NotInHeap", frozenset({"internal/runtime/sys", "runtime/internal/sys"}))


class TypeFacts:
    """Facts about types on one target."""

    def __init__(self, sizes: Sizes) -> None:
        self.sizes = sizes
        self._pointers: dict[Type, bool] = {}
        self._direct: dict[Type, bool] = {}
        self._sizes: dict[Type, int] = {}

    def has_pointers(self, typ: Type) -> bool:
        """Whether a value of the type can keep something alive."""
        known = self._pointers.get(typ)
        if known is None:
            known = self._pointers[typ] = self._find_pointers(typ)
        return known

    def _find_pointers(self, typ: Type) -> bool:
        match underlying(typ):
            case Basic(kind=kind):
                return kind in _POINTER_KINDS
            case Array(element=element, length=length):
                return length != 0 and self.has_pointers(element)
            case Struct(fields=fields):
                return any(field.type is not None and self.has_pointers(field.type) for field in fields)
            case Pointer(element=element):
                return not _not_in_heap(element)
            case Tuple(vars=parts):
                return any(part.type is not None and self.has_pointers(part.type) for part in parts)
        return True

    def has_pointers_beside_strings(self, typ: Type) -> bool:
        """The same, strings not counted."""
        match underlying(typ):
            case Basic(kind=Kind.STRING):
                return False
            case Array(element=element):
                return self.has_pointers(typ) and self.has_pointers_beside_strings(element)
            case Struct(fields=fields):
                return any(field.type is not None and self.has_pointers_beside_strings(field.type) for field in fields)
        return self.has_pointers(typ)

    def is_direct(self, typ: Type) -> bool:
        """Whether an interface holds the value itself instead of a pointer to a copy."""
        known = self._direct.get(typ)
        if known is None:
            known = self._direct[typ] = self._find_direct(typ)
        return known

    def _find_direct(self, typ: Type) -> bool:
        match underlying(typ):
            case Pointer(element=element):
                return not _not_in_heap(element)
            case Map() | Chan() | Signature():
                return True
            case Basic(kind=kind):
                return kind is Kind.UNSAFE_POINTER
            case Array(element=element, length=length):
                return length == 1 and self.is_direct(element)
            case Struct(fields=fields):
                if self.size_of(typ) != self.sizes.word:
                    return False
                filled = [field.type for field in fields if field.type is not None and self.size_of(field.type)]
                return len(filled) == 1 and self.is_direct(filled[0])
        return False

    def size_of(self, typ: Type) -> int:
        """Bytes; a size that is too large for any memory counts as larger than every limit."""
        known = self._sizes.get(typ)
        if known is None:
            size = self.sizes.size_of(typ)
            known = self._sizes[typ] = size if size >= 0 else 1 << 63
        return known

    def is_slice_with_pointers(self, typ: Type) -> bool:
        """A slice whose elements have pointers."""
        under = underlying(typ)
        return isinstance(under, Slice) and self.has_pointers(under.element)


def is_interface_type(typ: Type) -> bool:
    """Whether a value of the type is an interface value."""
    return isinstance(underlying(typ), Interface)


def depends_on_shape(typ: Type | None) -> bool:
    """Whether a type is made from a shape, for which gc compiles the bodies of generic functions."""
    return typ is not None and _SHAPE in link_name(typ)


def _not_in_heap(typ: Type) -> bool:
    """Memory that the garbage collector does not manage, marked by a field of a type known to the compiler."""
    under = underlying(typ)
    if not isinstance(under, Struct):
        return False
    for field in under.fields:
        named = field.type
        if isinstance(named, Named) and named.obj.name == _NOT_IN_HEAP[0] and named.obj.package is not None:
            return named.obj.package.path in _NOT_IN_HEAP[1]
    return False
