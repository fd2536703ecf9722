"""Type inference for calls and assignments of generic functions. Spec: "Type inference".

1. Typed arguments are unified with their parameters. 2. Constraints are unified with what is known, until nothing
more is found: a core type decides a parameter, methods of a type argument decide parameters of the constraint's.
3. Untyped constants give their default types to parameters still unknown. 4. Inferred types that mention other
parameters are simplified; a parameter that needs itself is unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from server.compiler.types.channels import common_underlying
from server.compiler.types.checker import Checker
from server.compiler.types.implements import missing_method_cause
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
    Term,
    Tuple,
    Type,
    TypeParam,
    Union,
    unalias,
)
from server.compiler.types.operand import Operand
from server.compiler.types.predicates import default_type, is_untyped, wider_untyped
from server.compiler.types.subst import substitute, substitution
from server.compiler.types.typeset import constraint_interface, terms_of, type_set
from server.compiler.types.unify import Match, Unifier
from server.compiler.types.version import GO1_21
from server.source.span import Span


class InferenceError(Exception):
    """Type arguments cannot be inferred: where, and why ("" if something else is wrong anyway)."""

    def __init__(self, at: Span | None, message: str) -> None:
        super().__init__(message)
        self.at = at
        self.message = message


class Inference:
    """One inference: parameters of one call (and of generic functions among its arguments) and what is known."""

    def __init__(self, c: Checker, params: list[TypeParam], args: Sequence[Type | None], reverse: bool = False) -> None:
        self.c = c
        self.params = params
        self.args: list[Type | None] = [*args, *([None] * (len(params) - len(args)))]
        self.reverse = reverse
        self.unifier = Unifier(c, params, self.args, inexact_interfaces=c.allows(GO1_21))

    def run(self, params: Tuple, operands: Sequence[Operand], at: Span | None) -> list[Type]:
        """All type arguments; raises InferenceError."""
        known = [arg for arg in self.args if arg is not None]
        if len(known) == len(self.params):
            return known
        if not all(x.is_valid() for x in operands):
            raise InferenceError(at, "")
        typed = substitute(params, substitution(self.params, self.args))
        assert isinstance(typed, Tuple)
        untyped = self._unify_arguments([var.type for var in typed.vars], operands)
        self._unify_constraints(at)
        self._take_untyped(untyped)
        return self._simplified(at)

    def _unify_arguments(
        self, params: Sequence[Type | None], operands: Sequence[Operand]
    ) -> list[tuple[TypeParam, Operand]]:
        untyped: list[tuple[TypeParam, Operand]] = []
        for param, x in zip(params, operands):
            if param is None or not (mentions(self.params, param) or mentions(self.params, x.type)):
                continue
            if not is_untyped(x.type):
                if not self.unifier.unify(param, x.type, Match.ASSIGN):
                    raise self._mismatch(param, x)
            elif isinstance(param, TypeParam) and not x.is_nil:
                untyped.append((param, x))
        return untyped

    def _mismatch(self, param: Type, x: Operand) -> InferenceError:
        c = self.c
        at = c.span_of(x)
        inferred = self.unifier.inferred(self.params)
        shown = f"type {c.show(x.type)} of {c.show(x.expr)}"
        if not any(inferred):
            names = type_param_names(self.params)
            return InferenceError(at, f"{shown} does not match {c.show(param)} (cannot infer {names})")
        actual = substitute(param, substitution(self.params, inferred))
        if actual is param:
            return InferenceError(at, f"{shown} does not match {c.show(param)}")
        if self.reverse:
            text = f"inferred type {c.show(actual)} for {c.show(param)} does not match {shown}"
        else:
            text = f"{shown} does not match inferred type {c.show(actual)} for {c.show(param)}"
        return InferenceError(at, text)

    def _unify_constraints(self, at: Span | None) -> None:
        unknown = -1
        while unknown != self.unifier.unknown_count():
            unknown = self.unifier.unknown_count()
            for param in self.params:
                self._unify_constraint(param, at)

    def _unify_constraint(self, param: TypeParam, at: Span | None) -> None:
        c, unifier = self.c, self.unifier
        known = unifier.at(param)
        core, single = core_term(c, param)
        if core is not None:
            if known is not None:
                if not unifier.unify(known, core.type, Match.INEXACT):
                    raise InferenceError(at, self._unsatisfied(param, known, ""))
            elif single and not core.tilde:
                unifier.set(param, core.type)
        if known is not None and not mentions(self.params, known):
            cause = missing_method_cause(
                c,
                known,
                constraint_interface(param),
                static=True,
                same=lambda x, y: x is not None and y is not None and unifier.unify(x, y, Match.EXACT),
            )
            if cause is not None:
                raise InferenceError(at, self._unsatisfied(param, known, " " + cause))

    def _unsatisfied(self, param: TypeParam, known: Type, cause: str) -> str:
        show = self.c.show
        return f"{show(param)} (type {show(known)}) does not satisfy {show(param.constraint)}{cause}"

    def _take_untyped(self, untyped: Sequence[tuple[TypeParam, Operand]]) -> None:
        widest: dict[TypeParam, Type] = {}
        for param, x in untyped:
            if self.unifier.at(param) is not None:
                continue
            before = widest.get(param)
            wider = x.type if before is None else wider_untyped(before, x.type)
            if wider is None:
                c = self.c
                text = f"mismatched types {c.show(before)} and {c.show(x.type)} (cannot infer {c.show(param)})"
                raise InferenceError(c.span_of(x), text)
            widest[param] = wider
        for param, typ in widest.items():
            self.unifier.set(param, default_type(typ))

    def _simplified(self, at: Span | None) -> list[Type]:
        inferred = self.unifier.inferred(self.params)
        _Cycles(self.params, inferred).remove()
        for _ in range(len(self.params) + 1):
            mapping = substitution(self.params, inferred)
            changed = False
            for i, typ in enumerate(inferred):
                if typ is None:
                    continue
                simpler = substitute(typ, mapping) if mentions(self.params, typ) else typ
                if isinstance(simpler, Signature) and simpler.type_params and not mentions(self.params, simpler):
                    simpler = replace(simpler, type_params=[])
                changed = changed or simpler is not typ
                inferred[i] = simpler
            if not changed:
                break
        result: list[Type] = []
        for param, typ in zip(self.params, inferred):
            if typ is None or mentions(self.params, typ):
                declared = self.c.place_of(param.obj.span)
                raise InferenceError(at, f"cannot infer {param.obj.name} (declared at {declared})")
            result.append(typ)
        return result


def type_param_names(params: Sequence[TypeParam]) -> str:
    """`P`, `P and Q`, `P, Q, and R`"""
    names = [param.obj.name for param in params]
    if len(names) <= 2:
        return " and ".join(names)
    return ", ".join(names[:-1]) + ", and " + names[-1]


def core_term(c: Checker, param: TypeParam) -> tuple[Term | None, bool]:
    """The one term of a constraint, or the underlying type its terms share; the bool: there is only one term."""
    terms = terms_of(param)
    if terms is None:
        return None, False
    if len(terms) == 1:
        return terms[0], True
    under, _ = common_underlying(c, param)
    return (Term(any(t.tilde for t in terms), under), False) if under is not None else (None, False)


def mentions(params: Sequence[TypeParam], typ: Type) -> bool:
    """Whether a type contains one of the parameters."""
    return _mentions(params, typ, set())


def _mentions(params: Sequence[TypeParam], typ: Type, seen: set[int]) -> bool:
    typ = unalias(typ)
    if isinstance(typ, TypeParam):
        return typ in params
    if id(typ) in seen:
        return False
    seen.add(id(typ))
    return any(_mentions(params, part, seen) for part in parts_of(typ))


def parts_of(typ: Type) -> list[Type]:
    """The types that a type is directly made of."""
    match typ:
        case Array() | Slice() | Pointer() | Chan():
            return [typ.element]
        case Map():
            return [typ.key, typ.element]
        case Struct():
            return [f.type for f in typ.fields if f.type is not None]
        case Tuple():
            return [v.type for v in typ.vars if v.type is not None]
        case Signature():
            return [typ.params, typ.results]
        case Union():
            return [term.type for term in typ.terms]
        case Interface():
            types = type_set(typ)
            return [m.type for m in types.methods if m.type is not None] + [t.type for t in types.terms or ()]
        case Named():
            return typ.type_args
    return []


class _Cycles:
    """Finds parameters whose inferred type contains the parameter itself, and forgets what was inferred."""

    def __init__(self, params: Sequence[TypeParam], inferred: list[Type | None]) -> None:
        self.params = list(params)
        self.inferred = inferred
        self._path: set[int] = set()

    def remove(self) -> None:
        """Forget them."""
        for param in self.params:
            self._visit(param)

    def _visit(self, typ: Type) -> None:
        typ = unalias(typ)
        if id(typ) in self._path:
            if isinstance(typ, TypeParam) and typ in self.params:
                self.inferred[self.params.index(typ)] = None
            return
        self._path.add(id(typ))
        if isinstance(typ, TypeParam):
            known = self.inferred[self.params.index(typ)] if typ in self.params else None
            if known is not None:
                self._visit(known)
        else:
            for part in parts_of(typ):
                self._visit(part)
        self._path.discard(id(typ))
