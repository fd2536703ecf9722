"""Instances of generic functions and methods: found where they are used, built once per package.

A use of `f[int]`, or of a method of `List[int]`, names the instance's symbol and puts the instance on a list; when the
functions of the package are built, so are the instances, whose own bodies may use further ones. Every package that
uses an instance carries it, and the linker keeps one copy.

Methods of instantiated types are also reached through the tables of methods in type descriptors, without any use in
the source: `need_types` finds the instantiated types that the descriptors of a package describe.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from server.compiler.decide.bodies import Bodies, receiver_arguments
from server.compiler.decide.escape.memory import depends_on_shape
from server.compiler.decide.routine import Routine
from server.compiler.ir import func as ir
from server.compiler.ir.ops import Op
from server.compiler.types.linkname import link_name
from server.compiler.types.model import (
    Array,
    Chan,
    Interface,
    Map,
    Named,
    Pointer,
    Signature,
    Slice,
    Struct,
    Tuple,
    Type,
    unalias,
    underlying,
)
from server.compiler.types.objects import Func, Package
from server.compiler.types.symbols import Symbols
from server.compiler.types.typeset import type_set

# The checker refuses instances that need ever larger ones; this is for what it might have missed.
DEEPEST: Final = 500  # instances, each used by the one before


@dataclass(slots=True)
class Instances:
    """The instances that one package needs."""

    home: Package
    symbols: Symbols
    bodies: Bodies
    pending: list[Routine] = field(default_factory=list)  # found but not built
    depth: int = 0  # of the function being built: instances between it and a function that is none
    depths: dict[str, int] = field(default_factory=dict)  # of the instances found, by symbol
    missing: dict[str, Func] = field(default_factory=dict)  # those whose bodies nobody has
    _types: set[Type] = field(default_factory=set)  # seen by need_types
    _names: set[str] = field(default_factory=set)  # link names of the instantiated types seen

    def use(self, func: Func, type_args: Iterable[Type] = ()) -> str:
        """The link name of a function or concrete method; an instance will be built."""
        args = tuple(type_args)
        symbol = self.symbols.of_func(func, args)
        if (args or receiver_arguments(func)) and symbol not in self.depths:
            self.depths[symbol] = self.depth + 1
            routine = self.bodies.routine_of(func, args)
            if routine is None or self.depth >= DEEPEST:
                self.missing[symbol] = func
            else:
                self.adopt(routine)
                self.pending.append(routine)
        return symbol

    def need(self, routine: Routine) -> None:
        """Have an instance built."""
        if routine.symbol not in self.depths:
            self.depths[routine.symbol] = 1
            self.adopt(routine)
            self.pending.append(routine)

    def adopt(self, routine: Routine) -> None:
        """Respect what the package of a routine that is copied here says about link names."""
        self.symbols.add(routine.typed)

    def take(self) -> Routine | None:
        """The next instance to build; what it uses is one level deeper."""
        if not self.pending:
            return None
        routine = self.pending.pop()
        self.depth = self.depths[routine.symbol]
        return routine

    def need_types(self, types: Iterable[Type]) -> None:
        """Use all methods of the instantiated types that the descriptors of these types describe."""
        pending = list(types)
        while pending:
            typ = unalias(pending.pop())
            if typ in self._types:
                continue
            self._types.add(typ)
            if isinstance(typ, Named):
                pending += self._named(typ)
            else:
                pending += _parts(typ)

    def _named(self, typ: Named) -> list[Type]:
        if typ.origin is None:
            # Another package's descriptors are its own business.
            is_own = typ.obj.package is self.home or typ.obj.package is None
            methods = [method.type for method in typ.methods] if is_own else []
            parts = [*methods, underlying(typ)] if is_own else []
            return [part for part in parts if part is not None]
        name = link_name(typ)
        if name in self._names:
            return []
        self._names.add(name)
        found: list[Type] = [underlying(typ)]
        for method in typ.methods:
            signature = method.type
            if signature is not None and not signature.type_params:
                self.use(method)
                found.append(signature)
        return found


def is_shared(routine: Routine) -> bool:
    """Whether a routine is the body that instances share in gc, which is not compiled here."""
    return any(map(depends_on_shape, routine.type_args))


def described_types(funcs: Iterable[ir.Func]) -> Iterator[Type]:
    """The types whose descriptors functions refer to, or may once their variables have a place."""
    for func in funcs:
        for block in func.blocks:
            for value in block.values:
                aux = value.aux
                if isinstance(aux, ir.Variable):
                    yield aux.type
                elif isinstance(aux, ir.Itab):
                    yield from (aux.concrete, aux.interface)
                elif value.op is Op.TYPE_ADDR:
                    assert isinstance(aux, Type)
                    yield aux


def _parts(typ: Type) -> list[Type]:
    """The types that the descriptor of a type without a name mentions."""
    match typ:
        case Pointer(element=element) | Slice(element=element) | Array(element=element) | Chan(element=element):
            return [element]
        case Map(key=key, element=element):
            return [key, element]
        case Struct(fields=variables) | Tuple(vars=variables):
            return [var.type for var in variables if var.type is not None]
        case Signature(params=params, results=results):
            return [params, results]
        case Interface():
            return [method.type for method in type_set(typ).methods if method.type is not None]
    return []
