"""Bodies of imported packages, found when a decision first asks for one.

The editor knows imported packages by their export data, which has no bodies. The first question about a function of
such a package has the package checked from its source, bodies included; its functions are told by their names. That
check has objects and types of its own: a body is read with the facts of the check that it comes from, and a generic one
under type arguments of whoever asks.

Invariant: a package is checked at most once, whatever becomes of the check.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from server.compiler.decide.bodies import TypedBodies
from server.compiler.decide.routine import Routine
from server.compiler.types.info import TypedPackage
from server.compiler.types.model import Named, Pointer, Type, unalias
from server.compiler.types.objects import Func

Load = Callable[[str], TypedPackage | None]


class BodiesOnDemand:
    """The bodies of the packages in work, and of those that they import."""

    def __init__(self, own: Sequence[TypedPackage], load: Load) -> None:
        """`load` checks the package of an import path with its bodies; None when it cannot be had."""
        self._bodies = TypedBodies(own)
        self._load = load
        self._known: dict[str, dict[tuple[str, str], Func] | None] = {typed.package.path: None for typed in own}

    def routine_of(self, func: Func, type_args: Sequence[Type] = ()) -> Routine | None:
        """The routine of a function or concrete method; None without a sound body."""
        generic = func.origin or func
        if not self._bodies.knows(generic) and generic.package is not None:
            functions = self._functions(generic.package.path)
            equal = functions.get(_name(generic)) if functions is not None else None
            if equal is not None:
                self._bodies.adopt(generic, equal)
        return self._bodies.routine_of(func, type_args)

    def _functions(self, path: str) -> dict[tuple[str, str], Func] | None:
        if path not in self._known:
            typed = self._load(path)
            self._known[path] = None
            if typed is not None:
                self._bodies.add(typed)
                self._known[path] = {_name(body.obj): body.obj for body in typed.functions}
        return self._known[path]


def _name(func: Func) -> tuple[str, str]:
    """The names of a function's receiver type ("" without one) and of the function, unique in a package."""
    recv = func.type.recv if func.type is not None else None
    typ = unalias(recv.type) if recv is not None and recv.type is not None else None
    if isinstance(typ, Pointer):
        typ = unalias(typ.element)
    return (typ.obj.name if isinstance(typ, Named) else "", func.name)
