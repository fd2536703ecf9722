"""Where the bodies of functions come from.

A decision about a call, or an instance of a generic function, needs the body of a function that another package may
declare. `Bodies` hands it out as a routine: with its syntax, its facts, and under type arguments when it is generic.

Invariant: equal functions and identical type arguments give one and the same routine.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final, Protocol

from server.compiler.decide.inline.shapes import mentions_shape, reshaped
from server.compiler.decide.routine import Routine
from server.compiler.types.info import FuncBody, TypedPackage
from server.compiler.types.linkname import written_name
from server.compiler.types.model import Named, Pointer, Type, TypeParam, unalias
from server.compiler.types.objects import Func
from server.compiler.types.symbols import Symbols, pragmas
from server.compiler.types.view import BodyView, instance_view

_REPEATED: Final = ("init", "_")  # a package may have several functions of these names


class Bodies(Protocol):
    """Gives routines."""

    def routine_of(self, func: Func, type_args: Sequence[Type] = ()) -> Routine | None:
        """The routine of a function or concrete method; None without a (sound) body.

        A method of an instantiated type says so in its receiver; `type_args` are those of the function itself.
        """


class NotedBodies:
    """Bodies, and a note of the functions for which somebody asked."""

    def __init__(self, bodies: Bodies) -> None:
        self._bodies = bodies
        self.asked: set[Func] = set()  # generic ones in the place of their instances

    def routine_of(self, func: Func, type_args: Sequence[Type] = ()) -> Routine | None:
        """The routine of a function or concrete method."""
        self.asked.add(func.origin or func)
        return self._bodies.routine_of(func, type_args)


class LayeredBodies:
    """Bodies of packages that were checked here, and of others that were checked elsewhere."""

    def __init__(self, own: TypedBodies, others: Bodies) -> None:
        self._own = own
        self._others = others

    def routine_of(self, func: Func, type_args: Sequence[Type] = ()) -> Routine | None:
        """The routine of a function or concrete method."""
        bodies = self._own if self._own.knows(func) else self._others
        return bodies.routine_of(func, type_args)


class TypedBodies:
    """The bodies of packages that were checked with them."""

    def __init__(self, packages: Iterable[TypedPackage] = ()) -> None:
        self._bodies: dict[Func, tuple[TypedPackage, FuncBody]] = {}
        self._suffixes: dict[Func, str] = {}
        self._symbols: dict[TypedPackage, Symbols] = {}
        self._views: dict[TypedPackage, BodyView] = {}
        self._routines: dict[tuple[Func, str], Routine] = {}  # several packages may be called main
        for typed in packages:
            self.add(typed)

    def add(self, typed: TypedPackage) -> None:
        """Make the bodies of one more package known."""
        self._symbols[typed], self._views[typed] = Symbols(typed), BodyView(typed.info)
        numbers: Counter[str] = Counter()
        for body in typed.functions:
            self._bodies[body.obj] = typed, body
            if body.decl.recv is None and body.obj.name in _REPEATED:
                self._suffixes[body.obj] = f".{numbers[body.obj.name]}"
                numbers[body.obj.name] += 1

    def add_function(self, typed: TypedPackage, body: FuncBody) -> None:
        """Make one body known, of a package whose bodies are checked one at a time."""
        if typed not in self._symbols:
            self._symbols[typed], self._views[typed] = Symbols(typed), BodyView(typed.info)
        self._bodies[body.obj] = typed, body

    def knows(self, func: Func) -> bool:
        """Whether the function's package, or an equal function, was added."""
        return (func.origin or func) in self._bodies

    def adopt(self, func: Func, equal: Func) -> None:
        """Let a function of another check of its package have the body of the equal one that was added."""
        if equal in self._bodies:
            self._bodies[func] = self._bodies[equal]

    def routine_of(self, func: Func, type_args: Sequence[Type] = ()) -> Routine | None:
        """The routine of a function or concrete method."""
        found = self._bodies.get(func.origin or func)
        if found is None or found[1].broken or found[1].decl.body is None:
            return None
        typed, body = found
        symbol = self._symbols[typed].of_func(func, tuple(type_args)) + self._suffixes.get(func, "")
        if type_args and mentions_shape(symbol) and body.obj.type is not None:
            type_args = reshaped(body.obj.type.type_params, type_args)
            symbol = self._symbols[typed].of_func(func, tuple(type_args))
        key = (body.obj, symbol)
        if key not in self._routines:
            self._routines[key] = self._routine(typed, body, func, tuple(type_args), symbol)
        return self._routines[key]

    def _routine(
        self, typed: TypedPackage, body: FuncBody, func: Func, type_args: tuple[Type, ...], symbol: str
    ) -> Routine:
        args = (*receiver_arguments(func), *type_args)
        params = type_parameters(body.obj)
        view = instance_view(typed.info, body.decl, params, args) if params else self._views[typed]
        name = written_name(func, type_args)
        language = typed.language_of(body.tree)
        return Routine(name, symbol, body.obj, body.decl, body.tree, typed, view, args, pragmas(body.tree), language)


def type_parameters(func: Func) -> list[TypeParam]:
    """The type parameters that a function's body may mention: those of its receiver, then its own."""
    signature = func.type
    return [*signature.recv_type_params, *signature.type_params] if signature is not None else []


def receiver_arguments(func: Func) -> list[Type]:
    """The type arguments of the receiver of a method."""
    recv = func.type.recv if func.type is not None else None
    typ = unalias(recv.type) if recv is not None and recv.type is not None else None
    if isinstance(typ, Pointer):
        typ = unalias(typ.element)
    return typ.type_args if isinstance(typ, Named) else []
