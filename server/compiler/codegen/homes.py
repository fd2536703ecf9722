"""Which package's chunks hold the descriptor of a type.

A type with a name, and the pointer to it, belong to the package that declares the type, so that no other package writes
down its methods; predeclared types belong to package runtime. All others (types without a name, instances of generic
types, types declared in functions) belong to nobody: each package that mentions one holds a copy, and the linker keeps
one of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from server.compiler.ir.func import IRPackage
from server.compiler.types.model import Basic, Kind, Named, Pointer, Type, unalias
from server.compiler.types.universe import ERROR, TYP

_RUNTIME: Final = "runtime"
_KINDS: Final = [kind for kind in Kind if Kind.BOOL <= kind <= Kind.UNSAFE_POINTER]


def home_of(typ: Type) -> str | None:
    """The import path of the package that a type's descriptor belongs to; None if to nobody."""
    bare = unalias(typ)
    if isinstance(bare, Pointer):
        bare = unalias(bare.element)
    match bare:
        case Basic():
            return _RUNTIME
        case Named(obj=obj, type_args=[]) if not obj.local:
            return _RUNTIME if obj.package is None else obj.package.path
    return None


def types_at_home(package: IRPackage) -> Iterator[Type]:
    """The types whose descriptors belong to a package, without the pointers to them."""
    yield from package.types
    if package.path == _RUNTIME:
        yield from (TYP[kind] for kind in _KINDS)
        yield ERROR
