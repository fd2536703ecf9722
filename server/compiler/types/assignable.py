"""Assignability. Spec: "Assignability"."""

from __future__ import annotations

from dataclasses import dataclass

from server.compiler.types.checker import Checker
from server.compiler.types.identical import identical
from server.compiler.types.implements import implements_cause
from server.compiler.types.model import Chan, Interface, Type, TypeParam, unalias, underlying
from server.compiler.types.operand import Operand
from server.compiler.types.predicates import has_name, is_interface_pointer, is_untyped, is_valid
from server.compiler.types.typeset import terms_of
from server.compiler.types.untyped import implicit_type
from server.diagnostics.codes import types as rows
from server.diagnostics.data import Row


@dataclass(slots=True)
class Refusal:
    """Why an operand is not assignable: the row to report with, and a cause to add ("" if there is none)."""

    row: Row
    cause: str = ""


def is_assignable(c: Checker, x: Operand, target: Type) -> bool:
    """Whether x can be assigned to a variable of the target type."""
    return assignment_refusal(c, x, target) is None


def assignment_refusal(c: Checker, x: Operand, target: Type) -> Refusal | None:
    """None if x is assignable to the target type."""
    if not x.is_valid() or not is_valid(target):
        return None  # reported before
    source, wanted = unalias(x.type), unalias(target)
    if identical(source, wanted):
        return None
    if is_untyped(source):
        return _untyped_refusal(c, x, wanted)
    source_param = isinstance(source, TypeParam)
    wanted_param = isinstance(wanted, TypeParam)
    from_under, to_under = underlying(source), underlying(wanted)
    one_unnamed = not has_name(source) or not has_name(wanted)
    if one_unnamed and not source_param and not wanted_param and identical(from_under, to_under):
        return None
    refusal = _interface_refusal(c, source, wanted)
    if refusal is not _UNDECIDED:
        return refusal
    if _channel_fits(from_under, to_under):
        return None if one_unnamed else Refusal(rows.CANNOT_USE_CHAN)
    if isinstance(wanted, TypeParam) and not has_name(source):
        return _every_term_takes(c, x, wanted)
    if isinstance(source, TypeParam) and not has_name(wanted):
        return _every_term_fits(c, x, source, target)
    return Refusal(rows.CANNOT_USE)


def _channel_fits(source: Type, wanted: Type) -> bool:
    """Spec: V is a bidirectional channel value, T is a channel type, they have identical element types."""
    if not isinstance(source, Chan) or not isinstance(wanted, Chan):
        return False
    return source.dir == "both" and identical(source.element, wanted.element)


_UNDECIDED = Refusal(rows.CANNOT_USE, "undecided")


def _untyped_refusal(c: Checker, x: Operand, wanted: Type) -> Refusal | None:
    if isinstance(wanted, TypeParam):
        terms = terms_of(wanted)
        fits = terms is not None and all(implicit_type(c, x, term.type)[0] is not None for term in terms)
    else:
        fits = implicit_type(c, x, wanted)[2] is None
    return None if fits else Refusal(rows.CANNOT_USE)


def _interface_refusal(c: Checker, source: Type, wanted: Type) -> Refusal | None:
    """Spec: T is an interface type, but not a type parameter, and x implements T."""
    to_interface = isinstance(underlying(wanted), Interface)
    if to_interface or is_interface_pointer(wanted):
        cause = implements_cause(c, source, wanted, constraint=False)
        if cause is None:
            return None
        if not isinstance(source, TypeParam):
            return Refusal(rows.CANNOT_USE_INTERFACE, cause)
    if isinstance(underlying(source), Interface) and implements_cause(c, wanted, source, constraint=False) is None:
        return Refusal(rows.CANNOT_USE, "need type assertion")
    return _UNDECIDED


def _every_term_takes(c: Checker, x: Operand, param: TypeParam) -> Refusal | None:
    terms = terms_of(param)
    if terms is None:
        return Refusal(rows.CANNOT_USE)
    for term in terms:
        refusal = assignment_refusal(c, x, term.type)
        if refusal is not None:
            text = f"cannot assign {c.show(x.type)} to {c.show(term.type)} (in {c.show(param)})"
            return Refusal(refusal.row, _join(text, refusal.cause))
    return None


def _every_term_fits(c: Checker, x: Operand, param: TypeParam, target: Type) -> Refusal | None:
    terms = terms_of(param)
    if terms is None:
        return Refusal(rows.CANNOT_USE)
    for term in terms:
        member = x.copy()
        member.type = term.type
        refusal = assignment_refusal(c, member, target)
        if refusal is not None:
            text = f"cannot assign {c.show(term.type)} (in {c.show(param)}) to {c.show(target)}"
            return Refusal(refusal.row, _join(text, refusal.cause))
    return None


def _join(text: str, cause: str) -> str:
    return f"{text}\n\t{cause}" if cause else text
