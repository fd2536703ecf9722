"""The instances of generic functions that gc compiles with a package.

Whoever mentions an instance compiles it: a function with the shapes of its type arguments, and a wrapper that passes
the dictionary of the very arguments; of an instantiated type all methods, in both forms. A type is mentioned by the
types of expressions and by other types that are looked at: fields, and the signatures of methods, other packages'
included. What depends on shapes has no wrapper.

Algorithm: a work list of types and of bodies for shapes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from server.compiler.decide.bodies import Bodies
from server.compiler.decide.inline.shapes import Shapes, is_shape
from server.compiler.decide.routine import Routine
from server.compiler.syntax import nodes as ast
from server.compiler.syntax.walk import preorder
from server.compiler.types.info import Mode, TypedPackage
from server.compiler.types.linkname import link_name
from server.compiler.types.model import (
    Alias,
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
    TypeParam,
    unalias,
)
from server.compiler.types.objects import Func, Package, TypeName, Var
from server.compiler.types.subst import instantiate_named
from server.compiler.types.view import BodyView


@dataclass(frozen=True, slots=True)
class Instance:
    """One function: the body for the shapes of its type arguments, or a wrapper of it for the arguments themselves."""

    routine: Routine
    shaped: bool


@dataclass(slots=True)
class Mentioned:
    """What a package mentions. wrapped: types that have methods and may need wrappers, declared ones apart."""

    instances: list[Instance]
    wrapped: list[Type]


def instances_of(typed: TypedPackage, bodies: Bodies) -> list[Instance]:
    """The instances that belong to a package, in the order in which they are found."""
    return mentioned_by(typed, bodies).instances


def mentioned_by(typed: TypedPackage, bodies: Bodies) -> Mentioned:
    """The instances, and the types that a package mentions and nobody declares."""
    finder = _Finder(bodies, typed.package)
    finder.package(typed)
    finder.run()
    return Mentioned(list(finder.found.values()), finder.wrapped)


@dataclass(slots=True, eq=False)
class _Finder:
    """The work list. Of a type it is noted whether the package itself has it, not only a type of another package."""

    bodies: Bodies
    home: Package
    found: dict[str, Instance] = field(default_factory=dict)  # by link name
    wrapped: list[Type] = field(default_factory=list)
    _shapes: Shapes = field(default_factory=Shapes)
    _seen: set[tuple[int, bool]] = field(default_factory=set)  # identities of types looked at
    _kept: list[Type] = field(default_factory=list)  # keeps those identities
    _wrapped: set[str] = field(default_factory=set)  # their link names
    _types: list[tuple[Type, bool]] = field(default_factory=list)  # to look at
    _routines: list[Routine] = field(default_factory=list)  # shaped bodies to look at
    _dictionaries: dict[str, Routine] = field(default_factory=dict)  # by link name; looked at in order

    def package(self, typed: TypedPackage) -> None:
        """What a package's own declarations and bodies mention."""
        for obj in typed.package.scope.names.values():
            typ = obj.type if isinstance(obj, TypeName | Var) else None
            if typ is not None and not _is_generic(typ):
                self._mention(typ)
        view = BodyView(typed.info)
        for body in typed.functions:
            signature = body.obj.type
            if signature is not None and not signature.type_params and not signature.recv_type_params:
                self._mention(signature)
                self._text(view, body.decl)
        for initializer in typed.init_order:
            self._text(view, initializer.rhs)

    def run(self) -> None:
        """Follow everything."""
        done = 0
        while self._types or self._routines or done < len(self._dictionaries):
            while self._types:
                self._look(*self._types.pop())
            if self._routines:
                routine = self._routines.pop()
                self._text(routine.view, routine.decl)
            elif done < len(self._dictionaries):
                self._dictionary(list(self._dictionaries.values())[done])
                done += 1

    def _mention(self, typ: Type) -> None:
        if (id(typ), True) not in self._seen:
            self._types.append((typ, True))

    def _text(self, view: BodyView, root: ast.Node) -> None:
        info = view.info
        described: set[ast.Node] = set()  # type expressions that declarations give names to
        for node in preorder(root):
            if isinstance(node, ast.TypeSpec):
                described.add(node.type)
            found = info.types.get(node)
            if found is not None and node not in described:
                self._mention(view.concrete(found.type))
            if not isinstance(node, ast.Ident):
                continue
            declared = info.defs.get(node)
            if isinstance(declared, Var) and declared.type is not None:
                self._mention(view.concrete(declared.type))
            instance = info.instances.get(node)
            func = info.uses.get(node)
            if instance is not None and isinstance(func, Func):
                self._function(func, [view.concrete(arg) for arg in instance.type_args])

    def _function(self, func: Func, args: list[Type]) -> None:
        if func.type is None or func.type.recv is not None or any(map(_mentions_parameter, args)):
            return  # generic methods come with the types of their receivers
        if not any(map(_mentions_shape, args)):
            self._instance(self.bodies.routine_of(func, args), shaped=False)
        shapes = self._shapes.of_arguments(func.type.type_params, args)
        self._instance(self.bodies.routine_of(func, shapes), shaped=True)

    def _instance(self, routine: Routine | None, shaped: bool) -> None:
        if routine is None or routine.symbol in self.found:
            return
        self.found[routine.symbol] = Instance(routine, shaped)
        if shaped:
            self._routines.append(routine)
        else:
            self._dictionaries.setdefault(routine.symbol, routine)

    def _dictionary(self, routine: Routine) -> None:
        """The dictionary of an instance mentions types: of its variables, and of what needs a type when it runs."""
        view = routine.view
        info = view.info
        for node in preorder(routine.decl):
            match node:
                case ast.Ident():
                    declared = info.defs.get(node)
                    if isinstance(declared, Var) and declared.type is not None:
                        self._described(view, declared.type)
                    instance, func = info.instances.get(node), info.uses.get(node)
                    if instance is not None and isinstance(func, Func):
                        called = self.bodies.routine_of(func, [view.concrete(arg) for arg in instance.type_args])
                        if called is not None:
                            self._dictionaries.setdefault(called.symbol, called)
                case ast.CallExpr():
                    for operand in (node, *node.args):
                        found = info.types.get(operand)
                        fun = info.types.get(node.fun)
                        if found is not None and fun is not None and fun.mode in (Mode.TYPE, Mode.BUILTIN):
                            self._described(view, found.type)
                case ast.TypeAssertExpr() if node.type is not None and node.type in info.types:
                    self._described(view, info.types[node.type].type)

    def _described(self, view: BodyView, typ: Type) -> None:
        concrete = view.concrete(typ)
        if concrete is not typ and not _mentions_parameter(concrete):
            self._mention(concrete)

    def _look(self, typ: Type, own: bool) -> None:
        typ = unalias(typ)
        if (id(typ), own) in self._seen:
            return
        self._seen.add((id(typ), own))
        self._kept.append(typ)
        if isinstance(typ, Named):
            own = bool(typ.type_args) or typ.obj.package is self.home
        elif isinstance(typ, Struct) and own:
            self._struct(typ)
        self._types.extend((part, own) for part in _parts(typ))
        if isinstance(typ, Named) and not _is_generic(typ):
            self._named(typ, own)

    def _struct(self, typ: Struct) -> None:
        if any(field.embedded for field in typ.fields) and not _mentions_parameter(typ):
            self._wrap(typ)

    def _wrap(self, typ: Type) -> None:
        name = link_name(typ)
        if name not in self._wrapped:
            self._wrapped.add(name)
            self.wrapped.append(typ)

    def _named(self, typ: Named, own: bool) -> None:
        if any(map(_mentions_parameter, typ.type_args)):
            return
        if is_shape(typ):
            self._wrap(typ)
            return
        shaped = bool(typ.type_args) and all(is_shape(unalias(arg)) for arg in typ.type_args)
        if typ.type_args and not shaped and typ.origin is not None:
            shapes = self._shapes.of_arguments(typ.origin.type_params, typ.type_args)
            self._types.append((instantiate_named(typ.origin, shapes), own))
            if any(map(_mentions_shape, typ.type_args)):
                return
        if typ.type_args:
            self._wrap(typ)
        for method in typ.methods:
            if method.type is None or method.type.type_params:
                continue
            self._types.append((method.type, own))
            if typ.type_args:
                self._instance(self.bodies.routine_of(method), shaped)


def _is_generic(typ: Type) -> bool:
    typ = unalias(typ) if not isinstance(typ, Alias) or not typ.type_params else typ
    return isinstance(typ, Named | Alias) and bool(typ.type_params) and typ.origin is None


def _mentions_parameter(typ: Type) -> bool:
    return any(isinstance(part, TypeParam) for part in _all_parts(typ))


def _mentions_shape(typ: Type) -> bool:
    return any(is_shape(part) for part in _all_parts(typ))


def _all_parts(typ: Type) -> Iterator[Type]:
    work = [typ]
    seen: set[int] = set()
    while work:
        part = unalias(work.pop())
        if id(part) in seen:
            continue
        seen.add(id(part))
        yield part
        work.extend(part.type_args if isinstance(part, Named) else _parts(part))


def _parts(typ: Type) -> Iterable[Type]:
    """The types that a type is made of."""
    match typ:
        case Named():
            under = typ.underlying
            if isinstance(under, Struct):  # it is no type of its own
                return [*typ.type_args, *_parts(under)]
            return [*typ.type_args, under] if under is not None else typ.type_args
        case Array(element=element) | Slice(element=element) | Pointer(element=element) | Chan(element=element):
            return [element]
        case Map():
            return [typ.key, typ.element]
        case Struct():
            return [field.type for field in typ.fields if field.type is not None]
        case Tuple():
            return [var.type for var in typ.vars if var.type is not None]
        case Signature():
            return [] if typ.type_params else [typ.params, typ.results]
        case Interface():
            methods = [method.type for method in typ.methods if method.type is not None]
            return [*methods, *typ.embeddeds]
    return []
