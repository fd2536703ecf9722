"""Types as the IR needs them: derived types, and how they print.

Two values have compatible types when they are identical in the sense of the spec; pointer types are made freely here.
"""

from typing import Final

from server.compiler.types.model import (
    Array,
    Basic,
    Interface,
    Kind,
    Pointer,
    Slice,
    Struct,
    Tuple,
    Type,
    underlying,
)
from server.compiler.types.typestring import by_path, type_string
from server.compiler.types.universe import TYP

BOOL: Final = TYP[Kind.BOOL]
INT: Final = TYP[Kind.INT]
INT64: Final = TYP[Kind.INT64]
UINT: Final = TYP[Kind.UINT]
UINT8: Final = TYP[Kind.UINT8]
UINT32: Final = TYP[Kind.UINT32]
UINT64: Final = TYP[Kind.UINT64]
INT32: Final = TYP[Kind.INT32]
UINTPTR: Final = TYP[Kind.UINTPTR]
STRING: Final = TYP[Kind.STRING]
UNSAFE_POINTER: Final = TYP[Kind.UNSAFE_POINTER]
BYTES: Final = Slice(UINT8)

SSA_WORDS: Final = 4  # gc's CanSSA: larger values stay in memory

_WORDS: Final = {Kind.STRING: 2, Kind.COMPLEX64: 2, Kind.COMPLEX128: 2}


def pointee(typ: Type | None) -> Type:
    """The element type of a pointer type."""
    under = underlying(typ) if typ is not None else None
    assert isinstance(under, Pointer), "not a pointer type"
    return under.element


def struct_of(typ: Type | None) -> Struct:
    """The struct that a type is."""
    under = underlying(typ) if typ is not None else None
    assert isinstance(under, Struct), "not a struct type"
    return under


def field_type(struct: Struct, index: int) -> Type:
    """The type of a field; checked packages have no untyped fields."""
    typ = struct.fields[index].type
    assert typ is not None
    return typ


def ssa_words(typ: Type) -> int | None:
    """How many scalars a value of the type flattens to, or None when it must stay in memory.

    Arrays stay in memory: their elements are reached through addresses.
    """
    under = underlying(typ)
    if isinstance(under, Basic):
        return _WORDS.get(under.kind, 1)
    if isinstance(under, Slice):
        return 3
    if isinstance(under, Interface):
        return 2
    if isinstance(under, Array | Tuple):
        return None
    if isinstance(under, Struct):
        total = 0
        for index in range(len(under.fields)):
            words = ssa_words(field_type(under, index))
            if words is None or total + words > SSA_WORDS:
                return None
            total += words
        return total
    return 1


def is_ssaable(typ: Type) -> bool:
    """Whether values of the type can be PHIs and live in registers."""
    return ssa_words(typ) is not None


def type_text(typ: Type | None) -> str:
    """A type as the IR prints it: `main.T`, `[]int`, `func(int) bool`; several results as `(int, bool)`."""
    return "" if typ is None else type_string(typ, by_path, param_names=False)
