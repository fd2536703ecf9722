"""The form of export data: what importers need of a package, as MessagePack.

One `ExportData` per package: a header, and an index from each package-level name to its declaration, which is still
packed, so that reading a package costs as much as what is looked at. The bodies of functions are not part of it;
unexported declarations are, because bodies of this package are checked against it when others inline its functions.

Types are nested lists that begin with a `Form`, but for the most frequent ones: a predeclared type is a number (its
`Kind`, or a negative one of `PREDECLARED`), a type that the package itself declares is its name. A type parameter is
its number among those in scope, outermost first. An interface whose methods have it as receiver is counted from the
innermost one that is being written.

A place is three numbers: file (an index of `files`, -1 for none), offset in the file, length; all in bytes. A variable
is [name, type, file, offset, length, flags] and, if it is another package's, an index of `imports`; see `var_flags`.

Integers that may exceed 64 bits are big-endian bytes in two's complement; MessagePack's own are kept where they fit.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any, Final, TypeAlias

import msgspec

from server.compiler.types.model import Basic, Type
from server.compiler.types.universe import ANY, BYTE, COMPARABLE, ERROR, RUNE, TYP

Place: TypeAlias = tuple[int, int, int]
NOWHERE: Final[Place] = (-1, 0, 0)


class Form(IntEnum):
    """The first element of a type's list; what follows stands beside it."""

    POINTER = 0  # element
    SLICE = 1  # element
    ARRAY = 2  # element, length
    MAP = 3  # key, element
    CHAN = 4  # element, direction
    STRUCT = 5  # fields, tags (empty: none has any)
    SIGNATURE = 6  # receiver's type parameters, type parameters, receiver, parameters, results, variadic
    INTERFACE = 7  # methods [name, place, type, package], embedded types, their places, implicit
    UNION = 8  # [tilde, type] ...
    IMPORTED = 9  # index of imports, name
    INSTANCE = 10  # generic type, arguments
    PARAM = 11  # number
    ENCLOSING = 12  # how many interfaces further out
    TUPLE = 13  # variables


class Number(IntEnum):
    """The first element of a constant that MessagePack cannot hold by itself."""

    INTEGER = 0  # bytes
    RATIONAL = 1  # numerator, denominator
    COMPLEX = 2  # numerator and denominator of the real part, then of the imaginary one


ROLES: Final = ("local variable", "receiver", "parameter", "result variable")
_IS_FIELD: Final = 4
_IS_EMBEDDED: Final = 8
_IS_GLOBAL: Final = 16

# Types of the universe by number: kinds as they are, the others below zero.
PREDECLARED: Final[dict[int, Type]] = {
    **{int(kind): typ for kind, typ in TYP.items()},
    -1: BYTE,
    -2: RUNE,
    -3: ERROR,
    -4: COMPARABLE,
    -5: ANY,
}
NUMBERS: Final[dict[Type, int]] = {typ: number for number, typ in PREDECLARED.items()}


class ConstEntry(msgspec.Struct, array_like=True, tag_field="entry", tag=0):
    """`const name type = value`"""

    place: Place
    type: Any
    value: Any


class VarEntry(msgspec.Struct, array_like=True, tag_field="entry", tag=1):
    """`var name type`"""

    place: Place
    type: Any


class FuncEntry(msgspec.Struct, array_like=True, tag_field="entry", tag=2):
    """`func name signature`"""

    place: Place
    type: msgspec.Raw


class ParamEntry(msgspec.Struct, array_like=True):
    """A type parameter and its bound"""

    name: str
    place: Place
    constraint: Any


class MethodEntry(msgspec.Struct, array_like=True):
    """A method of a defined type"""

    name: str
    place: Place
    pointer_receiver: bool
    type: msgspec.Raw


class TypeEntry(msgspec.Struct, array_like=True, tag_field="entry", tag=3):
    """`type name[params] rhs` with its methods in source order"""

    place: Place
    params: list[ParamEntry]
    rhs: msgspec.Raw
    methods: list[MethodEntry]


class AliasEntry(msgspec.Struct, array_like=True, tag_field="entry", tag=4):
    """`type name[params] = actual`"""

    place: Place
    params: list[ParamEntry]
    actual: Any


Entry: TypeAlias = ConstEntry | VarEntry | FuncEntry | TypeEntry | AliasEntry


class ExportData(msgspec.Struct, array_like=True):
    """A package as its importers see it."""

    path: str
    name: str
    imports: list[str]  # import paths that the declarations refer to
    behind: list[tuple[str, str]]  # path and name of every package that this one needs, however far behind
    files: list[tuple[int, str]]  # index of imports (-1: this package) and base name
    entries: dict[str, msgspec.Raw]  # an Entry by name, in the order of the sources


def predeclared(typ: Type) -> int | None:
    """The number of a type of the universe; types that only look the same have none."""
    if isinstance(typ, Basic) and typ not in NUMBERS:
        return int(typ.kind)
    return NUMBERS.get(typ)


def var_flags(role: str, is_field: bool, embedded: bool, is_global: bool) -> int:
    """The flags of a variable. Raises ValueError for a role that has no number."""
    return ROLES.index(role) | _IS_FIELD * is_field | _IS_EMBEDDED * embedded | _IS_GLOBAL * is_global


def flags_of_var(flags: int) -> tuple[str, bool, bool, bool]:
    """What `var_flags` was made of."""
    return ROLES[flags & 3], bool(flags & _IS_FIELD), bool(flags & _IS_EMBEDDED), bool(flags & _IS_GLOBAL)


def integer_bytes(value: int) -> bytes:
    """An integer of any size."""
    return value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True)


def bytes_integer(data: bytes) -> int:
    """The integer that `integer_bytes` wrote."""
    return int.from_bytes(data, "big", signed=True)
