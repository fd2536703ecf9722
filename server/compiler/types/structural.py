"""Structural comparison of types, with the computation of type sets left open.

Spec: "Type identity". Interfaces are compared by their type sets, whose computation itself compares types; so the
function that yields a type set is a parameter here, and typeset.py and identical.py close the circle.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from server.compiler.types.model import (
    Alias,
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
    Term,
    Tuple,
    Type,
    TypeSet,
    Union,
    unalias,
)
from server.compiler.types.objects import Func, Package, Var
from server.compiler.types.subst import substitute


def is_exported(name: str) -> bool:
    """Spec, "Exported identifiers": the first character is an upper-case letter."""
    return name[:1].isupper()


def same_package(a: Package | None, b: Package | None) -> bool:
    """Packages are told apart by import path."""
    if a is None or b is None:
        return a is b
    return a is b or a.path == b.path


def same_name(obj: Var | Func, package: Package | None, name: str, fold_case: bool = False) -> bool:
    """Spec, "Uniqueness of identifiers": unexported names of different packages are different."""
    if fold_case and obj.name.casefold() == name.casefold():
        return True
    if obj.name != name:
        return False
    return is_exported(name) or same_package(obj.package, package)


@dataclass(slots=True)
class Comparer:
    """One way of comparing; `pairs` are the interfaces under comparison, which end recursion through cycles."""

    type_set: Callable[[Interface], TypeSet]
    ignore_tags: bool = False

    def same(self, x: Type | None, y: Type | None, pairs: tuple[tuple[Interface, Interface], ...] = ()) -> bool:
        """Whether x and y are identical."""
        if x is y:
            return True
        if x is None or y is None:
            return False
        if isinstance(x, Alias):
            x = unalias(x)
        if isinstance(y, Alias):
            y = unalias(y)
        if x is y:
            return True
        if type(x) is not type(y):
            return False
        match x, y:
            case Basic(), Basic():
                return x.kind == y.kind
            case Named(), Named():
                return self._same_named(x, y, pairs)
            case Pointer(), Pointer():
                return self.same(x.element, y.element, pairs)
            case Slice(), Slice():
                return self.same(x.element, y.element, pairs)
            case Array(), Array():
                lengths_agree = x.length < 0 or y.length < 0 or x.length == y.length
                return lengths_agree and self.same(x.element, y.element, pairs)
            case Map(), Map():
                return self.same(x.key, y.key, pairs) and self.same(x.element, y.element, pairs)
            case Chan(), Chan():
                return x.dir == y.dir and self.same(x.element, y.element, pairs)
            case Struct(), Struct():
                return self._same_struct(x, y, pairs)
            case Tuple(), Tuple():
                return self._same_vars(x.vars, y.vars, pairs)
            case Signature(), Signature():
                return self._same_signature(x, y, pairs)
            case Interface(), Interface():
                return self._same_interface(x, y, pairs)
            case Union(), Union():
                return self._same_terms(x.terms, y.terms, pairs)
        return False

    def _same_named(self, x: Named, y: Named, pairs: tuple[tuple[Interface, Interface], ...]) -> bool:
        if x.origin is None or x.origin is not y.origin or len(x.type_args) != len(y.type_args):
            return False
        return all(self.same(a, b, pairs) for a, b in zip(x.type_args, y.type_args))

    def _same_struct(self, x: Struct, y: Struct, pairs: tuple[tuple[Interface, Interface], ...]) -> bool:
        if len(x.fields) != len(y.fields):
            return False
        if not self.ignore_tags and x.tags != y.tags and (any(x.tags) or any(y.tags)):
            return False
        return all(
            f.embedded == g.embedded and same_name(f, g.package, g.name) and self.same(f.type, g.type, pairs)
            for f, g in zip(x.fields, y.fields)
        )

    def _same_vars(self, x: Sequence[Var], y: Sequence[Var], pairs: tuple[tuple[Interface, Interface], ...]) -> bool:
        return len(x) == len(y) and all(self.same(v.type, w.type, pairs) for v, w in zip(x, y))

    def _same_signature(self, x: Signature, y: Signature, pairs: tuple[tuple[Interface, Interface], ...]) -> bool:
        if x.variadic != y.variadic or len(x.type_params) != len(y.type_params):
            return False
        params: Type = y.params
        results: Type = y.results
        if x.type_params:
            renaming: dict[Type, Type] = dict(zip(y.type_params, x.type_params))
            for p, q in zip(x.type_params, y.type_params):
                bound = substitute(q.constraint, renaming) if q.constraint is not None else None
                if not self.same(p.constraint, bound, pairs):
                    return False
            params = substitute(params, renaming)
            results = substitute(results, renaming)
        return self.same(x.params, params, pairs) and self.same(x.results, results, pairs)

    def _same_interface(self, x: Interface, y: Interface, pairs: tuple[tuple[Interface, Interface], ...]) -> bool:
        s, t = self.type_set(x), self.type_set(y)
        if s.comparable != t.comparable or len(s.methods) != len(t.methods):
            return False
        if (s.terms is None) != (t.terms is None):
            return False
        if s.terms is not None and t.terms is not None and not self._same_terms(s.terms, t.terms, pairs):
            return False
        for a, b in pairs:
            if (a is x and b is y) or (a is y and b is x):
                return True
        inner = (*pairs, (x, y))
        return all(
            same_name(f, g.package, g.name) and self.same(f.type, g.type, inner) for f, g in zip(s.methods, t.methods)
        )

    def _same_terms(self, x: Sequence[Term], y: Sequence[Term], pairs: tuple[tuple[Interface, Interface], ...]) -> bool:
        def covered(term: Term, others: Sequence[Term]) -> bool:
            return any((o.tilde or not term.tilde) and self.same(o.type, term.type, pairs) for o in others)

        return all(covered(t, y) for t in x) and all(covered(t, x) for t in y)
