"""Shapes: the types that gc compiles the bodies of generic functions for.

Type arguments with one underlying type share a body. A shape is a defined type with that underlying type and without
methods, named `go.shape.` and the type: so that under a view that maps type parameters to shapes all that depends on
a type argument can be told from what does not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from server.compiler.types.linkname import link_name
from server.compiler.types.model import Interface, Kind, Named, Pointer, Type, TypeParam, unalias, underlying
from server.compiler.types.objects import TypeName
from server.compiler.types.typeset import type_set
from server.compiler.types.universe import TYP

_PREFIX: Final = "go.shape."
_EMBEDDED: Final = re.compile(r"([{;] )embedded ")  # gc writes an embedded field as its type


class Shapes:
    """The shapes of one program, each one object."""

    def __init__(self) -> None:
        self._shapes: dict[str, Named] = {}

    def of(self, typ: Type, param: TypeParam) -> Type:
        """The shape of a type argument."""
        bare = unalias(typ)
        name = shape_name(bare, param)
        if is_shape(bare) and isinstance(bare, Named) and bare.obj.name == name:
            return bare
        if name not in self._shapes:
            obj = TypeName(name, None, None)
            obj.type = self._shapes[name] = Named(obj, _shaped(bare, param))
        return self._shapes[name]

    def of_arguments(self, params: Sequence[TypeParam], args: Sequence[Type]) -> list[Type]:
        """The shapes of the arguments for type parameters."""
        return [self.of(arg, param) for arg, param in zip(args, params)]


def reshaped(params: Sequence[TypeParam], args: Sequence[Type]) -> Sequence[Type]:
    """Type arguments given in a body for shapes: `[]S` of a shape S has a shape, too, and S may have another one."""
    return Shapes().of_arguments(params, args)


def mentions_shape(symbol: str) -> bool:
    """Whether the link name of an instance says that it is one for shapes."""
    return _PREFIX in symbol


def shape_name(typ: Type, param: TypeParam) -> str:
    """The name of the shape of a type argument."""
    bare = unalias(typ)
    shaped = _shaped(bare, param)
    if is_shape(bare) and shaped is underlying(bare):
        return link_name(bare)
    return _PREFIX + _EMBEDDED.sub(r"\1", link_name(shaped))


def _shaped(typ: Type, param: TypeParam) -> Type:
    """The underlying type; where only methods count, all pointers are alike, those of a shape too."""
    under = underlying(typ)
    if isinstance(under, Pointer) and under.element is not TYP[Kind.UINT8] and has_methods_only(param):
        return Pointer(TYP[Kind.UINT8])
    return under


def is_shape(typ: Type) -> bool:
    """Whether a type is a shape."""
    return isinstance(typ, Named) and typ.obj.package is None and typ.obj.name.startswith(_PREFIX)


def has_methods_only(param: TypeParam) -> bool:
    """Whether a constraint asks for methods and nothing else."""
    constraint = underlying(param.constraint) if param.constraint is not None else None
    if not isinstance(constraint, Interface):
        return False
    found = type_set(constraint)
    return found.terms is None and not found.comparable
