"""Unification: finding type arguments that make two types identical, or assignable. Spec: "Type unification".

Each type parameter has a slot for its type; joined parameters share one slot. Inexact unification may look through a
defined type at its underlying type and ignores channel directions; at the top of an assignment interfaces match by
their common methods.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntFlag
from typing import Final

from server.compiler.types.channels import common_underlying
from server.compiler.types.checker import Checker
from server.compiler.types.identical import identical
from server.compiler.types.lookup import find
from server.compiler.types.model import (
    Array,
    Basic,
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
    TypeSet,
    unalias,
    underlying,
)
from server.compiler.types.objects import Func
from server.compiler.types.predicates import is_interface, is_type_literal
from server.compiler.types.structural import same_name
from server.compiler.types.typeset import method_key, terms_subset, type_set

_DEEPEST: Final = 50  # types nested deeper than this do not unify


class Match(IntFlag):
    """How two types must match."""

    INEXACT = 0
    ASSIGN = 1  # the second is assigned to the first: inexact at the top, exact inside
    EXACT = 2


class _Slot:
    """What is known of a type parameter, and of those joined with it."""

    __slots__ = ("type",)

    def __init__(self, typ: Type | None) -> None:
        self.type = typ


Pairs = tuple[tuple[Interface, Interface], ...]


class Unifier:
    """The slots of one inference."""

    def __init__(
        self, c: Checker, params: Sequence[TypeParam], args: Sequence[Type | None], inexact_interfaces: bool
    ) -> None:
        self.c = c
        self.inexact_interfaces = inexact_interfaces
        self._slots = {param: _Slot(arg) for param, arg in zip(params, args)}
        self._depth = 0

    def at(self, param: TypeParam) -> Type | None:
        """What a parameter is known to be."""
        return self._slots[param].type

    def set(self, param: TypeParam, typ: Type) -> None:
        """Decide a parameter."""
        self._slots[param].type = typ

    def unknown_count(self) -> int:
        """How many parameters are not known."""
        return sum(slot.type is None for slot in self._slots.values())

    def inferred(self, params: Sequence[TypeParam]) -> list[Type | None]:
        """What is known of each."""
        return [self.at(param) for param in params]

    def unify(self, x: Type, y: Type, mode: Match, pairs: Pairs = ()) -> bool:
        """Make x and y match, deciding parameters on the way."""
        if x is y or unalias(x) is unalias(y):
            return True
        if self._depth > _DEEPEST:
            return False
        self._depth += 1
        try:
            return self._unify(x, y, mode, pairs)
        finally:
            self._depth -= 1

    def _bound(self, typ: Type) -> TypeParam | None:
        bare = unalias(typ)
        return bare if isinstance(bare, TypeParam) and bare in self._slots else None

    def _unify(self, x: Type, y: Type, mode: Match, pairs: Pairs) -> bool:
        # Keep a bound parameter, or else a type literal, on the left.
        if isinstance(unalias(x), Named) or self._bound(y) is not None:
            x, y = y, x
        named = unalias(y)
        looks_through = not mode & Match.EXACT and is_type_literal(x)
        if looks_through and isinstance(named, Named) and not (self.inexact_interfaces and is_interface(x)):
            y = named.underlying or named
            if x is y or unalias(x) is unalias(y):
                return True
        left, right = self._bound(x), self._bound(y)
        if left is not None and right is not None:
            return self._join(left, right, mode, pairs)
        if left is not None:
            return self._unify_param(left, y, mode, pairs)
        if self.inexact_interfaces and not mode & Match.EXACT:
            answer = self._unify_interfaces(x, y, pairs)
            if answer is not None:
                return answer
        if isinstance(unalias(y), TypeParam):
            x, y = y, x
        return self._structural(unalias(x), unalias(y), mode, pairs)

    def _join(self, x: TypeParam, y: TypeParam, mode: Match, pairs: Pairs) -> bool:
        a, b = self._slots[x], self._slots[y]
        if a is b:
            return True
        if a.type is not None and b.type is not None:
            return self.unify(a.type, b.type, mode, pairs)
        keep, drop = (a, b) if a.type is not None else (b, a)
        for param, slot in self._slots.items():
            if slot is drop:
                self._slots[param] = keep
        return True

    def _unify_param(self, param: TypeParam, y: Type, mode: Match, pairs: Pairs) -> bool:
        x = self.at(param)
        if x is None:
            self.set(param, y)
            return True
        if not self.unify(x, y, mode, pairs):
            return False
        x_named, y_named = isinstance(unalias(x), Named), isinstance(unalias(y), Named)
        xi, yi = underlying(x), underlying(y)
        if isinstance(xi, Interface) and isinstance(yi, Interface):
            # Only inexact unification takes different interfaces for equal: keep to the same set of methods.
            if x_named and y_named:
                return identical(x, y)
            if len(type_set(xi).methods) != len(type_set(yi).methods):
                return False
        elif isinstance(xi, Interface) or isinstance(yi, Interface):
            return False
        if not mode & Match.EXACT and not x_named and (y_named or (isinstance(yi, Chan) and yi.dir != "both")):
            self.set(param, y)  # a defined type, or a directed channel, says more
        return True

    def _unify_interfaces(self, x: Type, y: Type, pairs: Pairs) -> bool | None:
        """Interfaces match by the methods they share; None if neither is one."""
        xi, yi = underlying(x), underlying(y)
        if isinstance(xi, Interface) and isinstance(yi, Interface):
            s, t = type_set(xi), type_set(yi)
            if not _same_terms(s, t):
                return False
            if _seen(xi, yi, pairs):
                return True
            few, many = sorted((s.methods, t.methods), key=len)
            by_key = {method_key(m): m for m in many}
            inner = (*pairs, (xi, yi))
            return all(self._same_method(m, by_key.get(method_key(m)), inner) for m in few)
        if isinstance(yi, Interface):
            xi, y = yi, x
        if not isinstance(xi, Interface):
            return None
        for method in type_set(xi).methods:
            found = find(y, False, method.package, method.name).obj
            if not isinstance(found, Func):
                return False
            self.c.declare_object(found)
            if found.type is None or found.type.type_params or not self._same_method(method, found, pairs):
                return False
        return True

    def _same_method(self, x: Func, y: Func | None, pairs: Pairs) -> bool:
        if y is None or x.type is None or y.type is None:
            return False
        return self.unify(x.type, y.type, Match.EXACT, pairs)

    def _structural(self, x: Type, y: Type, mode: Match, pairs: Pairs) -> bool:
        inner = mode | Match.EXACT if mode & Match.ASSIGN else mode
        match x, y:
            case Basic(), Basic():
                return x.kind == y.kind
            case Array(), Array():
                lengths = x.length < 0 or y.length < 0 or x.length == y.length
                return lengths and self.unify(x.element, y.element, inner, pairs)
            case Slice(), Slice():
                return self.unify(x.element, y.element, inner, pairs)
            case Pointer(), Pointer():
                return self.unify(x.element, y.element, inner, pairs)
            case Chan(), Chan():
                directions = not mode & Match.EXACT or x.dir == y.dir
                return directions and self.unify(x.element, y.element, inner, pairs)
            case Map(), Map():
                keys = self.unify(x.key, y.key, inner, pairs)
                return keys and self.unify(x.element, y.element, inner, pairs)
            case Struct(), Struct():
                return self._unify_structs(x, y, inner, pairs)
            case Tuple(), Tuple():
                return self._unify_tuples(x, y, mode, pairs)
            case Signature(), Signature():
                return (
                    x.variadic == y.variadic
                    and self.unify(x.params, y.params, inner, pairs)
                    and self.unify(x.results, y.results, inner, pairs)
                )
            case Interface(), Interface():
                return self._unify_exact_interfaces(x, y, pairs)
            case Named(), Named():
                return self._unify_named(x, y, mode, pairs)
        if isinstance(x, TypeParam):
            core, _ = common_underlying(self.c, x)
            return core is not None and self.unify(core, y, Match.ASSIGN, pairs)
        return False

    def _unify_structs(self, x: Struct, y: Struct, mode: Match, pairs: Pairs) -> bool:
        if len(x.fields) != len(y.fields) or x.tags != y.tags:
            return False
        return all(
            f.embedded == g.embedded
            and same_name(f, g.package, g.name)
            and f.type is not None
            and g.type is not None
            and self.unify(f.type, g.type, mode, pairs)
            for f, g in zip(x.fields, y.fields)
        )

    def _unify_tuples(self, x: Tuple, y: Tuple, mode: Match, pairs: Pairs) -> bool:
        return len(x.vars) == len(y.vars) and all(
            v.type is not None and w.type is not None and self.unify(v.type, w.type, mode, pairs)
            for v, w in zip(x.vars, y.vars)
        )

    def _unify_exact_interfaces(self, x: Interface, y: Interface, pairs: Pairs) -> bool:
        s, t = type_set(x), type_set(y)
        if not _same_terms(s, t) or len(s.methods) != len(t.methods):
            return False
        if _seen(x, y, pairs):
            return True
        inner = (*pairs, (x, y))
        return all(
            method_key(m) == method_key(n) and self._same_method(m, n, inner) for m, n in zip(s.methods, t.methods)
        )

    def _unify_named(self, x: Named, y: Named, mode: Match, pairs: Pairs) -> bool:
        if len(x.type_args) != len(y.type_args) or (x.origin or x) is not (y.origin or y):
            return False
        return all(self.unify(a, b, mode, pairs) for a, b in zip(x.type_args, y.type_args))


def _same_terms(s: TypeSet, t: TypeSet) -> bool:
    return s.comparable == t.comparable and terms_subset(s.terms, t.terms) and terms_subset(t.terms, s.terms)


def _seen(x: Interface, y: Interface, pairs: Pairs) -> bool:
    return any((a is x and b is y) or (a is y and b is x) for a, b in pairs)
