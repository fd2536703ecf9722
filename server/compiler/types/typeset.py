"""Type sets: what an interface stands for.

A type set is all methods of the interface and, unless it is all types, a list of disjoint terms. It is computed once
per interface, when first asked for, and kept in `Interface.type_set`. Problems found on the way (duplicate methods)
go to a reporter, if there is one.

Spec: "Interface types", "General interfaces".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from server.compiler.types.lazy import LOCK
from server.compiler.types.model import (
    Array,
    Basic,
    Chan,
    Interface,
    Kind,
    Named,
    Pointer,
    Struct,
    Term,
    Type,
    TypeParam,
    TypeSet,
    Union,
    unalias,
    underlying,
)
from server.compiler.types.objects import Func
from server.compiler.types.structural import Comparer, is_exported
from server.compiler.types.universe import EMPTY_INTERFACE, INVALID
from server.source.span import Span

MAX_TERMS: Final = 100  # gc's limit on the terms of a union


@dataclass(slots=True)
class SetReporter:
    """What the checker wants to hear of: two methods of one name, unions of too many terms, and embedded elements

    that are not plain interfaces (the function says whether the language version allows them).
    """

    duplicate_method: Callable[[Span | None, Func, Func, Span | None, bool], None]  # bool: both written out
    too_many_terms: Callable[[Span | None], None]
    allows_element: Callable[[Span | None, Type], bool]


def type_set(iface: Interface) -> TypeSet:
    """The type set of an interface. While the interface is being declared it counts as all types."""
    return iface.type_set or _first_look(iface)


def _first_look(iface: Interface) -> TypeSet:
    with LOCK:
        if iface.type_set is not None:
            return iface.type_set  # another thread was faster
        if not iface.complete:
            return TypeSet([], None, False)
        iface.complete = False  # as long as it is not known, should it lead back to itself
        try:
            iface.type_set = _compute(iface)
        finally:
            iface.complete = True
        return iface.type_set


def _compute(iface: Interface) -> TypeSet:
    result = TypeSet([], None, False)
    reporter, iface.reporter = iface.reporter, None
    methods = _MethodCollector(reporter)
    for method in iface.methods:
        methods.add(method, method.span, explicit=True)
    terms: list[Term] | None = None
    comparable = False
    for i, embedded in enumerate(iface.embeddeds):
        span = iface.embed_spans[i] if i < len(iface.embed_spans) else None
        more = _embedded_set(embedded, span, methods, reporter)
        if more is not None:
            terms, comparable = _intersect_sets(terms, comparable, more.terms, more.comparable)
    result.methods = sorted(methods.found.values(), key=method_key)
    result.terms = terms
    result.comparable = comparable
    return result


_COMPARER: Final = Comparer(type_set)


def identical(x: Type | None, y: Type | None) -> bool:
    """Spec, "Type identity"."""
    return _COMPARER.same(x, y)


def method_key(method: Func) -> tuple[str, str]:
    """The order of methods: by name, exported before unexported ones of each package."""
    path = "" if is_exported(method.name) or method.package is None else method.package.path
    return method.name, path


class _MethodCollector:
    """Methods by unique name, and where each came from."""

    def __init__(self, reporter: SetReporter | None) -> None:
        self.found: dict[tuple[str, str], Func] = {}
        self._spans: dict[tuple[str, str], Span | None] = {}
        self._reporter = reporter

    def add(self, method: Func, span: Span | None, explicit: bool) -> None:
        key = method_key(method)
        other = self.found.get(key)
        if other is None:
            self.found[key] = method
            self._spans[key] = span
        elif self._reporter is not None:
            self._reporter.duplicate_method(span, method, other, self._spans[key], explicit)


def _embedded_set(
    embedded: Type, span: Span | None, methods: _MethodCollector, reporter: SetReporter | None
) -> TypeSet | None:
    under = underlying(embedded)
    match under:
        case Interface():
            inner = type_set(under)
            for method in inner.methods:
                methods.add(method, span, explicit=False)
            return inner
        case Union():
            if reporter is not None and not reporter.allows_element(span, under):
                return None
            terms = _union_terms(under, span, reporter)
            return None if terms is _TOO_MANY else TypeSet([], terms, False)
        case Named():
            return None  # a cycle, reported elsewhere
    if under is INVALID or (reporter is not None and not reporter.allows_element(span, embedded)):
        return None
    return TypeSet([], [Term(False, embedded)], False)


_TOO_MANY: Final[list[Term]] = []


def _union_terms(union: Union, span: Span | None, reporter: SetReporter | None) -> list[Term] | None:
    result: list[Term] = []
    for term in union.terms:
        under = underlying(term.type)
        if under is INVALID:
            continue
        if isinstance(under, Interface):
            inner = type_set(under).terms
            if inner is None:
                return None
            result = normalise([*result, *inner])
        elif not term.tilde or identical(term.type, under):
            result = normalise([*result, term])
        if len(result) > MAX_TERMS:
            if reporter is not None:
                reporter.too_many_terms(span)
            return _TOO_MANY
    return result


def _intersect_sets(
    x: list[Term] | None, x_comparable: bool, y: list[Term] | None, y_comparable: bool
) -> tuple[list[Term] | None, bool]:
    terms = y if x is None else x if y is None else intersect(x, y)
    comparable = x_comparable or y_comparable
    if comparable and terms is not None:
        return [t for t in terms if incomparable_cause(t.type, dynamic=False) is None], False
    return terms, comparable


# Lists of terms


def disjoint(x: Term, y: Term) -> bool:
    """Whether no type belongs to both terms."""
    a = underlying(x.type) if y.tilde else x.type
    b = underlying(y.type) if x.tilde else y.type
    return not identical(a, b)


def term_includes(term: Term, typ: Type) -> bool:
    """Whether the type belongs to the term."""
    return identical(term.type, underlying(typ) if term.tilde else typ)


def term_subset(x: Term, y: Term) -> bool:
    """Whether every type of x belongs to y."""
    return not disjoint(x, y) and (not x.tilde or y.tilde)


def terms_subset(x: Sequence[Term] | None, y: Sequence[Term] | None) -> bool:
    """The same for lists, None being all types."""
    if y is None:
        return True
    if x is None:
        return False
    return all(any(term_subset(a, b) for b in y) for a in x)


def intersect(x: Sequence[Term], y: Sequence[Term]) -> list[Term]:
    """The terms of types that belong to both."""
    return normalise([a if not a.tilde or b.tilde else b for a in x for b in y if not disjoint(a, b)])


def normalise(terms: Sequence[Term]) -> list[Term]:
    """The same types as a list of disjoint terms, in order of first mention."""
    result: list[Term] = []
    for term in terms:
        for i, known in enumerate(result):
            if not disjoint(known, term):
                if term.tilde and not known.tilde:
                    result[i] = term
                break
        else:
            result.append(term)
    return result


# Type parameters


def constraint_interface(param: TypeParam) -> Interface:
    """The interface that a type parameter's constraint stands for."""
    bound = param.constraint
    if bound is None:
        return EMPTY_INTERFACE
    under = underlying(bound)
    if isinstance(under, Interface):
        return under
    if under is INVALID or isinstance(under, Named):
        return EMPTY_INTERFACE
    # Spec: `[P C]` with C not an interface is short for `[P interface{ C }]`.
    param.constraint = Interface([], [bound], implicit=True)
    return param.constraint


def terms_of(param: TypeParam) -> list[Term] | None:
    """The terms of a type parameter; None when its constraint names no types (or has none at all)."""
    terms = type_set(constraint_interface(param)).terms
    return terms or None


def members(typ: Type) -> Iterator[tuple[Type | None, Type | None]]:
    """(type, underlying type) of each type that `typ` can be: itself, or each term of a type parameter.

    One (None, None) for a type parameter without specific types.
    """
    param = unalias(typ)
    if not isinstance(param, TypeParam):
        yield typ, underlying(typ)
        return
    terms = terms_of(param)
    if terms is None:
        yield None, None
        return
    for term in terms:
        yield term.type, underlying(term.type)


# Comparability


def incomparable_cause(typ: Type, dynamic: bool = True, seen: set[int] | None = None) -> tuple[str, Type | None] | None:
    """None if values of the type can be compared with ==, else a message template and its argument.

    Spec, "Comparison operators". With `dynamic`, interfaces count as comparable although comparing may panic.
    """
    seen = set() if seen is None else seen
    if id(typ) in seen:
        return None
    seen.add(id(typ))
    bare = unalias(typ)
    under = underlying(typ)
    match under:
        case Basic():
            return ("", None) if under.kind is Kind.UNTYPED_NIL else None
        case Pointer() | Chan():
            return None
        case Struct():
            for field in under.fields:
                if field.type is not None and incomparable_cause(field.type, dynamic, seen):
                    return "struct containing {0} cannot be compared", field.type
            return None
        case Array():
            if incomparable_cause(under.element, dynamic, seen):
                return "{0} cannot be compared", typ
            return None
        case Interface():
            return None if dynamic else _strictly_comparable(under, seen)
        case TypeParam() if isinstance(bare, TypeParam):
            return _strictly_comparable(constraint_interface(bare), seen)
    return "", None


def _strictly_comparable(iface: Interface, seen: set[int]) -> tuple[str, Type | None] | None:
    members_of = type_set(iface)
    if set_is_comparable(members_of, seen):
        return None
    return ("empty type set" if members_of.terms == [] else "incomparable types in type set"), None


def set_is_comparable(types: TypeSet, seen: set[int] | None = None) -> bool:
    """Whether every type of the set is strictly comparable."""
    if types.terms is None:
        return types.comparable
    if not types.terms:
        return False
    return all(incomparable_cause(t.type, False, seen) is None for t in types.terms)


def is_comparable(typ: Type) -> bool:
    """Whether == is defined on the type."""
    return incomparable_cause(typ) is None
