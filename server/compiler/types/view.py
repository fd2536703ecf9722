"""What the checker recorded about one body, as seen under type arguments.

The maps of `Info` speak of a generic function's type parameters. A view substitutes type arguments for them, so that
what works on bodies (decisions, IR building) reads ordinary types whether a function is generic or not. Types declared
in a generic function are different types in each instance; a view substitutes them as well.

Invariant: under a view of an instance no type parameter of that instance is left in an answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from server.compiler.syntax import nodes as ast
from server.compiler.syntax.walk import preorder
from server.compiler.types.info import Info, Mode, Selection, TypeAndValue
from server.compiler.types.lookup import find
from server.compiler.types.model import Alias, Named, Type, TypeParam
from server.compiler.types.objects import Func, Object, Var
from server.compiler.types.predicates import default_type
from server.compiler.types.subst import instantiate_local, substitute, substitution


@dataclass(slots=True, eq=False)
class BodyView:
    """One body's facts. `mapping` is empty for a function that is not an instance."""

    info: Info
    mapping: Mapping[Type, Type] = field(default_factory=dict)
    _types: dict[Type, Type] = field(default_factory=dict)  # by recorded type
    _selections: dict[ast.SelectorExpr, Selection] = field(default_factory=dict)

    def concrete(self, typ: Type) -> Type:
        """A type of the source under the type arguments; equal input gives one and the same answer."""
        if not self.mapping:
            return typ
        known = self._types.get(typ)
        if known is None:
            known = self._types[typ] = substitute(typ, self.mapping)
        return known

    def of(self, expr: ast.Node) -> TypeAndValue | None:
        """Mode, type and value of an expression; None for what the checker records nothing about."""
        found = self.info.types.get(expr)
        if found is None or not self.mapping:
            return found
        typ = self.concrete(found.type)
        return found if typ is found.type else TypeAndValue(found.mode, typ, found.value)

    def type_of(self, expr: ast.Expr) -> Type | None:
        """The type of an expression or of what an identifier denotes; an untyped one has its default type."""
        found = self.info.types.get(expr)
        if found is not None:
            return self.concrete(default_type(found.type))
        typ = getattr(self.object_of(expr), "type", None) if isinstance(expr, ast.Ident) else None
        return self.concrete(default_type(typ)) if typ is not None else None

    def is_type(self, expr: ast.Expr) -> bool:
        """Whether an expression denotes a type."""
        found = self.info.types.get(expr)
        return found is not None and found.mode is Mode.TYPE

    def object_of(self, ident: ast.Ident) -> Object | None:
        """What an identifier denotes: the object of the generic source."""
        return self.info.uses.get(ident) or self.info.defs.get(ident)

    def selection(self, expr: ast.SelectorExpr) -> Selection | None:
        """What `x.f` selects; a method of a type parameter is that of the type argument."""
        found = self.info.selections.get(expr)
        if found is None or not self.mapping:
            return found
        known = self._selections.get(expr)
        if known is None:
            known = self._selections[expr] = self._select(found)
        return known

    def _select(self, found: Selection) -> Selection:
        recv = self.concrete(found.recv)
        if recv is found.recv:
            return found
        again = find(recv, True, found.obj.package, found.obj.name)
        obj = again.obj if isinstance(again.obj, (Var, Func)) else found.obj
        return Selection(found.kind, recv, obj, again.path or found.path, again.indirect)

    def type_args(self, ident: ast.Ident) -> Sequence[Type]:
        """The type arguments with which a generic name is used here, inferred ones included."""
        instance = self.info.instances.get(ident)
        return [self.concrete(arg) for arg in instance.type_args] if instance is not None else ()


def instance_view(info: Info, decl: ast.FuncDecl, params: Sequence[TypeParam], args: Sequence[Type]) -> BodyView:
    """The view of a generic function or method under type arguments, those of its receiver first."""
    mapping = substitution(params, args)
    aliases: list[Alias] = []
    for typ in _local_types(info, decl):
        if isinstance(typ, Named):
            mapping[typ] = instantiate_local(typ, args, mapping)
        else:
            aliases.append(typ)
    for alias in aliases:  # in source order, and an alias mentions earlier ones only
        if alias.actual is not None:
            mapping[alias] = substitute(alias.actual, mapping)
    return BodyView(info, mapping)


def _local_types(info: Info, decl: ast.FuncDecl) -> Iterator[Named | Alias]:
    for node in preorder(decl.body) if decl.body is not None else ():
        if isinstance(node, ast.TypeSpec):
            typ = getattr(info.defs.get(node.name), "type", None)
            if isinstance(typ, Named | Alias):
                yield typ
