"""Whether a type implements an interface or satisfies a constraint, and if not, why.

Spec: "Implementing an interface", "Satisfying a type constraint".
"""

from __future__ import annotations

from collections.abc import Callable

from server.compiler.types.checker import Checker
from server.compiler.types.identical import identical
from server.compiler.types.lookup import Found, find_declared
from server.compiler.types.model import (
    Interface,
    Pointer,
    Struct,
    Term,
    Type,
    TypeParam,
    Union,
    unalias,
    underlying,
)
from server.compiler.types.objects import Func, Var
from server.compiler.types.predicates import dereference_struct, is_interface, is_interface_pointer, is_valid
from server.compiler.types.structural import same_name
from server.compiler.types.typeset import (
    constraint_interface,
    incomparable_cause,
    set_is_comparable,
    term_includes,
    terms_subset,
    type_set,
)
from server.compiler.types.typestring import by_path, signature_string, term_string
from server.compiler.types.universe import INVALID
from server.compiler.types.version import GO1_20

Same = Callable[[Type | None, Type | None], bool]


def implements_cause(c: Checker, typ: Type, target: Type, constraint: bool) -> str | None:
    """None if `typ` implements `target` (satisfies it, for a constraint), else the explanation."""
    under, goal = underlying(typ), underlying(target)
    if under is INVALID or goal is INVALID:
        return None
    if isinstance(under, Pointer) and underlying(under.element) is INVALID:
        return None
    verb = "satisfy" if constraint else "implement"
    if not isinstance(goal, Interface):
        detail = f"{c.show(target)} is not an interface"
        if is_interface_pointer(target):
            detail = interface_pointer_text(c, target)
        return f"{c.show(typ)} does not {verb} {c.show(target)} ({detail})"
    wanted = type_set(goal)
    if not wanted.methods and wanted.terms is None and not wanted.comparable:
        return None
    param = unalias(typ)
    own = constraint_interface(param) if isinstance(param, TypeParam) else under
    if isinstance(own, Interface) and type_set(own).terms == []:
        return None
    if wanted.terms == []:
        return f"cannot {verb} {c.show(target)} (empty type set)"
    cause = missing_method_cause(c, typ, target, static=True)
    if cause is not None:
        return f"{c.show(typ)} does not {verb} {c.show(target)} {cause}"
    if wanted.terms is None:
        return _comparable_cause(c, typ, goal, constraint, verb)
    if isinstance(own, Interface):
        if not terms_subset(type_set(own).terms, wanted.terms):
            return f"{c.show(typ)} does not {verb} {c.show(target)}"
    elif not any(term_includes(term, typ) for term in wanted.terms):
        return f"{c.show(typ)} does not {verb} {c.show(target)} ({_missing_type_text(c, typ, target, goal)})"
    return _comparable_cause(c, typ, goal, constraint, verb)


def _missing_type_text(c: Checker, typ: Type, target: Type, goal: Interface) -> str:
    terms = type_set(goal).terms or []
    for term in terms:
        is_plain = not term.tilde and identical(term.type, underlying(term.type))
        if is_plain and term_includes(Term(True, term.type), typ):
            return f"possibly missing ~ for {c.show(term.type)} in {c.show(target)}"
    shown = c.show(typ)
    if _mentions(goal, typ):
        return f"{c.show(target)} mentions {shown}, but {shown} is not in the type set of {c.show(target)}"
    listed = " | ".join(term_string(t) for t in terms)
    return f"{shown} missing in {listed}"


def _mentions(target: Type, typ: Type) -> bool:
    match target:
        case Interface():
            return any(_mentions(embedded, typ) for embedded in target.embeddeds)
        case Union():
            return any(_mentions(term.type, typ) for term in target.terms)
    return identical(target, typ)


def _comparable_cause(c: Checker, typ: Type, goal: Interface, constraint: bool, verb: str) -> str | None:
    if not set_is_comparable(type_set(goal)) or incomparable_cause(typ, dynamic=False) is None:
        return None
    # Since Go 1.20 an ordinary interface satisfies comparable, although == on it may panic.
    if constraint and incomparable_cause(typ) is None:
        if c.allows(GO1_20):
            return None
        return f"{c.show(typ)} to {verb} comparable requires go1.20 or later"
    return f"{c.show(typ)} does not {verb} comparable"


def assertion_cause(c: Checker, interface: Type, typ: Type) -> str | None:
    """None if a value of the interface type may have `typ` as dynamic type. Spec, "Type assertions"."""
    if is_interface(typ):
        return None
    return missing_method_cause(c, typ, interface, static=False)


def missing_method_cause(c: Checker, typ: Type, target: Type, static: bool, same: Same = identical) -> str | None:
    """None if `typ` has all methods of interface `target`, else a text in parentheses.

    Without `static`, an interface `typ` may have more methods at run time than it shows.
    """
    goal = underlying(target)
    if isinstance(parameter := unalias(target), TypeParam):
        goal = constraint_interface(parameter)
    if not isinstance(goal, Interface) or not is_valid(typ):
        return None
    for method in type_set(goal).methods:
        cause = _method_cause(c, typ, target, method, static, same)
        if cause is not None:
            return None if _has_invalid_embedded(typ, set()) else cause
    return None


def _method_cause(c: Checker, typ: Type, target: Type, method: Func, static: bool, same: Same) -> str | None:
    bare = unalias(typ)
    own = constraint_interface(bare) if isinstance(bare, TypeParam) else underlying(typ)
    if isinstance(own, Interface):
        for candidate in type_set(own).methods:
            if same_name(candidate, method.package, method.name):
                return None if same(candidate.type, method.type) else _wrong_type(c, candidate, method)
        return _not_found(c, typ, target, method, _FOUND_NOTHING) if static else None
    found = find_declared(typ, False, method.package, method.name)
    if found.obj is None:
        return _not_found(c, typ, target, method, found)
    if isinstance(found.obj, Var):
        return f"({c.show(typ)}.{method.name} is a field, not a method)"
    c.declare_object(found.obj)
    return None if same(found.obj.type, method.type) else _wrong_type(c, found.obj, method)


_FOUND_NOTHING = Found(None)


def _not_found(c: Checker, typ: Type, target: Type, method: Func, found: Found) -> str:
    if found.path:
        return f"(ambiguous selector {c.show(typ)}.{method.name})"
    if found.indirect:
        return f"(method {method.name} has pointer receiver)"
    if not isinstance(underlying(typ), Interface):
        other = find_declared(typ, False, method.package, method.name, fold_case=True).obj
        if isinstance(other, Func):
            c.declare_object(other)
            if other.name == method.name:
                return f"(unexported method {method.name})"
            return (
                f"(missing method {method.name})\n\t\thave {_method_text(c, other)}\n\t\twant {_method_text(c, method)}"
            )
    for one in (typ, target):
        if is_interface_pointer(one):
            return f"({interface_pointer_text(c, one)})"
    return f"(missing method {method.name})"


def _method_text(c: Checker, method: Func) -> str:
    return method.name + (signature_string(method.type, c.qualify) if method.type else "")


def _wrong_type(c: Checker, have: Func, want: Func) -> str:
    got, wanted = _method_text(c, have), _method_text(c, want)
    if got == wanted and have.type and want.type:
        got = have.name + signature_string(have.type, by_path)
        wanted = want.name + signature_string(want.type, by_path)
    if got == wanted:
        return f"(wrong type for method {want.name})"
    return f"(wrong type for method {want.name})\n\t\thave {got}\n\t\twant {wanted}"


def interface_pointer_text(c: Checker, typ: Type) -> str:
    """Why a pointer to an interface has no methods."""
    under = underlying(typ)
    what = "interface"
    if isinstance(under, Pointer) and isinstance(unalias(under.element), TypeParam):
        what = "type parameter"
    return f"type {c.show(typ)} is pointer to {what}, not {what}"


def _has_invalid_embedded(typ: Type, seen: set[int]) -> bool:
    struct = underlying(dereference_struct(typ))
    if not isinstance(struct, Struct) or id(struct) in seen:
        return False
    seen.add(id(struct))
    return any(
        field.embedded
        and field.type is not None
        and (not is_valid(field.type) or _has_invalid_embedded(field.type, seen))
        for field in struct.fields
    )
