"""Cycles of declarations: which are fine, and how the others are reported.

While an object is being declared it stands on `Checker.path`. Meeting it again closes a cycle. A cycle through a type
definition is fine here (`type T struct{ next *T }`); whether such a type has a finite size is settled when it is
complete, by `check_finite`. Spec: "Type declarations", "Package initialization".
"""

from __future__ import annotations

from collections.abc import Sequence

from server.compiler.syntax import nodes as ast
from server.compiler.types.checker import Checker
from server.compiler.types.identical import identical
from server.compiler.types.model import Alias, Array, Interface, Named, Struct, Type, TypeParam, Union, unalias
from server.compiler.types.objects import Const, Object, TypeName, Var
from server.compiler.types.predicates import is_generic
from server.compiler.types.universe import INVALID
from server.diagnostics.codes import types as rows
from server.diagnostics.data import Related
from server.source.span import Span


def push(c: Checker, obj: Object) -> None:
    """Declaring obj begins."""
    c.path_index[obj] = len(c.path)
    c.path.append(obj)


def pop(c: Checker) -> None:
    """Declaring the innermost object has ended."""
    del c.path_index[c.path.pop()]


def is_valid_cycle(c: Checker, obj: Object) -> bool:
    """Whether the cycle that obj closes is allowed; an error is reported if not."""
    cycle = c.path[c.path_index[obj] :]
    values = definitions = 0
    for one in cycle:
        if isinstance(one, Const | Var):
            values += 1
        elif isinstance(one, TypeName):
            if c.in_type_params and one.type is not None and is_generic(one.type):
                return True  # a generic type in its own parameter list
            if not _is_alias(c, one):
                definitions += 1
    # Values alone are an initialisation cycle, which has a check (and a message) of its own.
    if values == len(cycle) or (values == 0 and definitions > 0):
        return True
    report_cycle(c, cycle, first_in_source(c, cycle))
    return False


def _is_alias(c: Checker, obj: TypeName) -> bool:
    decl = c.decls.get(obj)
    if decl is not None and decl.tdecl is not None:
        return decl.tdecl.assign_pos >= 0
    return isinstance(obj.type, Alias)


def first_in_source(c: Checker, cycle: Sequence[Object]) -> int:
    """The index of the object that the source declares first."""
    order = {obj: i for i, obj in enumerate(c.decls)}

    def place(i: int) -> tuple[int, int]:
        span = cycle[i].span
        return order.get(cycle[i], len(order)), span.start if span else 0

    return min(range(len(cycle)), key=place)


def report_cycle(c: Checker, cycle: Sequence[Object], start: int) -> None:
    """Report a cycle beginning with the object at `start`."""
    obj = cycle[start]
    if isinstance(obj, TypeName) and isinstance(obj.type, Alias):
        obj.type.actual = INVALID
    steps = [(_name_in_cycle(c, one), one.span) for one in (*cycle[start:], *cycle[:start])]
    _report_steps(c, steps, isinstance(obj, TypeName))


def _name_in_cycle(c: Checker, obj: Object) -> str:
    prefix = c.qualify(obj.package) if obj.package is not None else ""
    return f"{prefix}.{obj.name}" if prefix else obj.name


def _report_steps(c: Checker, steps: Sequence[tuple[str, Span | None]], is_type: bool) -> None:
    """Report a cycle given as names and where they are declared (instances: where they are written)."""
    name, span = steps[0]
    if len(steps) == 1:
        c.error(rows.TYPE_REFERS_TO_ITSELF if is_type else rows.DECL_REFERS_TO_ITSELF, span, name)
        return
    related = []
    for (here, at), (there, _) in zip(steps, (*steps[1:], steps[0])):
        if at is not None:
            related.append(Related(at, f"{here} refers to {there}"))
    c.error(rows.RECURSIVE_TYPE if is_type else rows.DECL_CYCLE, span, name, related=related)


def is_complete(c: Checker, typ: Type) -> bool:
    """Whether the declaration of a type has ended; if it is still under way, the cycle is reported."""
    while isinstance(typ, Alias | Named):
        if typ.obj in c.path_index:
            cycle = c.path[c.path_index[typ.obj] :]
            report_cycle(c, cycle, first_in_source(c, cycle))
            return False
        inner = typ.actual if isinstance(typ, Alias) else typ.rhs
        if inner is None:
            return True
        typ = inner
    return True


def report_direct_cycles(c: Checker) -> None:
    """Find `type A B; type B A` before anything is declared."""
    done: set[TypeName] = set()
    for obj in list(c.decls):
        if isinstance(obj, TypeName):
            _follow(c, obj, done)


def _follow(c: Checker, obj: TypeName, done: set[TypeName]) -> None:
    path: list[TypeName] = []
    while obj not in done:
        if obj in path:
            cycle = path[path.index(obj) :]
            obj.type = INVALID
            report_cycle(c, cycle, first_in_source(c, cycle))
            break
        path.append(obj)
        spec = c.decls[obj].tdecl
        if spec is None or not isinstance(spec.type, ast.Ident):
            break
        target = c.package.scope.names.get(spec.type.name)
        if not isinstance(target, TypeName) or target not in c.decls:
            break
        obj = target
    done.update(path)


def check_finite(c: Checker, typ: Named) -> None:
    """Report a type that contains itself without a pointer in between."""
    _Finiteness(c).check(typ)


class _Finiteness:
    """Walks through the parts of a type that are stored inside it.

    `nest` holds the types entered, innermost last; inside the argument of a type parameter the instance that it is an
    argument of is taken off for a while. `path` holds all types entered by name, for the message.
    """

    def __init__(self, c: Checker) -> None:
        self.c = c
        self._nest: list[Named] = []
        self._entered: set[Named] = set()
        self._path: list[Named] = []

    def check(self, typ: Type | None) -> bool:
        """False if the type is infinite, after reporting it."""
        bare = unalias(typ) if typ is not None else None
        match bare:
            case Array():
                return self.check(bare.element)
            case Struct():
                return all(self.check(field.type) for field in bare.fields)
            case Union():
                return all(self.check(term.type) for term in bare.terms)
            case Interface():
                return all(self.check(embedded) for embedded in bare.embeddeds)
            case Named():
                return self._named(bare)
            case TypeParam():
                return self._argument(bare)
        return True

    def _named(self, typ: Named) -> bool:
        origin = typ.origin or typ
        is_ours = origin.obj.package is self.c.package
        if typ in self.c.finite_types or not (is_ours or typ.type_args):
            return True
        if self._is_entered(typ):
            if is_ours:
                origin.rhs = INVALID
                origin.underlying = INVALID
            start = next(i for i, outer in enumerate(self._path) if identical(outer, typ))
            _report_steps(self.c, [self._step(outer) for outer in self._path[start:]], is_type=True)
            return False
        self._nest.append(typ)
        self._path.append(typ)
        self._entered.add(typ)
        finite = self.check(origin.rhs)
        self._entered.discard(typ)
        self._path.pop()
        self._nest.pop()
        if finite and not typ.type_args and not typ.type_params:
            self.c.finite_types.add(typ)
        return finite

    def _is_entered(self, typ: Named) -> bool:
        if typ in self._entered:
            return True
        return typ.origin is not None and any(identical(outer, typ) for outer in self._nest)

    def _step(self, typ: Named) -> tuple[str, Span | None]:
        if typ.origin is not None:
            return self.c.show(typ), self.c.instance_spans.get(typ) or typ.obj.span
        return _name_in_cycle(self.c, typ.obj), typ.obj.span

    def _argument(self, param: TypeParam) -> bool:
        """A type parameter stands for the argument of the instance that was entered last."""
        if not self._nest:
            return True
        inst = self._nest[-1]
        params = (inst.origin or inst).type_params
        if param not in params or param.index >= len(inst.type_args):
            return True
        self._nest.pop()
        self._entered.discard(inst)
        finite = self.check(inst.type_args[param.index])
        self._entered.add(inst)
        self._nest.append(inst)
        return finite
