"""Conversions. Spec: "Conversions"."""

from __future__ import annotations

from server.compiler.types.assignable import assignment_refusal
from server.compiler.types.checker import Checker
from server.compiler.types.constant import Constant
from server.compiler.types.constformat import constant_string
from server.compiler.types.identical import identical, identical_ignoring_tags
from server.compiler.types.info import Mode
from server.compiler.types.model import Array, Basic, Pointer, Slice, Type, TypeParam, unalias, underlying
from server.compiler.types.operand import Operand
from server.compiler.types.predicates import (
    all_string,
    default_type,
    is_bytes_or_runes,
    is_complex,
    is_constant_type,
    is_float,
    is_integer,
    is_interface,
    is_pointer,
    is_string,
    is_type_param,
    is_uintptr,
    is_unsafe_pointer,
    is_untyped,
)
from server.compiler.types.representable import represent
from server.compiler.types.typeset import members, terms_of
from server.compiler.types.universe import UNTYPED_NIL
from server.compiler.types.untyped import update_expr_type
from server.compiler.types.version import GO1_17, GO1_20
from server.diagnostics.codes import types as rows

_LARGEST_RUNE = 0x10FFFF


def convert(c: Checker, x: Operand, target: Type) -> None:
    """x = target(x)"""
    constant = x.mode is Mode.CONSTANT
    if constant and is_constant_type(target):
        cause = _convert_constant(c, x, target)
        if cause == _REPORTED:
            return
    elif constant and is_type_param(target):
        cause = _constant_to_param_cause(c, x, target)
        x.mode = Mode.VALUE
    else:
        cause = conversion_cause(c, x, target)
        x.mode = Mode.VALUE if cause is None else x.mode
    if cause is not None:
        c.error(rows.CANNOT_CONVERT, x, x, target, f": {cause}" if cause else "")
        x.invalidate()
        return
    if is_untyped(x.type) and x.expr is not None:
        update_expr_type(c, x.expr, _final_type(x, target, constant), final=True)
    x.type = target
    if x.mode is not Mode.CONSTANT:
        x.value = None


_REPORTED = "reported"


def _final_type(x: Operand, target: Type, constant: bool) -> Type:
    """The type that the operand itself is recorded with."""
    if x.type is UNTYPED_NIL:
        return target
    if is_interface(target) or (constant and not is_constant_type(target)):
        return default_type(x.type)
    if x.mode is Mode.CONSTANT and is_integer(x.type) and all_string(target):
        return x.type
    return target


def _convert_constant(c: Checker, x: Operand, target: Type) -> str | None:
    under = underlying(target)
    if x.value is None or not isinstance(under, Basic):
        return None
    value = _constant_as(c, x, under)
    if value is not None:
        x.value = value
        return None
    if is_integer(x.type) and is_integer(target):
        c.error(rows.CONSTANT_OVERFLOWS, x, constant_string(x.value), target)
        x.invalidate()
        return _REPORTED
    return ""


def _constant_as(c: Checker, x: Operand, under: Basic) -> Constant | None:
    if x.value is None:
        return None
    value = represent(x.value, under, c.sizes)
    if value is None and is_integer(x.type) and is_string(under) and isinstance(x.value, int):
        code = x.value if 0 <= x.value <= _LARGEST_RUNE and not 0xD800 <= x.value <= 0xDFFF else 0xFFFD
        return chr(code).encode()
    return value


def _constant_to_param_cause(c: Checker, x: Operand, target: Type) -> str | None:
    for _, under in members(target):
        if under is None:
            return f"{c.show(target)} does not contain specific types"
        if is_string(x.type) and is_bytes_or_runes(under):
            continue
        if isinstance(under, Basic) and _constant_as(c, x, under) is not None:
            continue
        if is_integer(x.type) and is_integer(under):
            return f"constant {constant_string(x.value)} overflows {c.show(under)} (in {c.show(target)})"
        return f"cannot convert {c.show(x)} to type {c.show(under)} (in {c.show(target)})"
    return None


def conversion_cause(c: Checker, x: Operand, target: Type) -> str | None:
    """None if the non-constant value x can be converted, else why not ("" if there is no more to say)."""
    refusal = assignment_refusal(c, x, target)
    if refusal is None:
        return None
    source, wanted = unalias(x.type), unalias(target)
    source_param = source if isinstance(source, TypeParam) else None
    wanted_param = wanted if isinstance(wanted, TypeParam) else None
    if source_param is None and wanted_param is None:
        return _plain_cause(c, source, wanted, refusal.cause)
    cause = _param_cause(c, x, source, wanted, target)
    # What kept x from being assigned comes last.
    return f"{cause}\n\t{refusal.cause}" if cause and refusal.cause and "\n" not in cause else cause


def _plain_cause(c: Checker, source: Type, wanted: Type, cause: str) -> str | None:
    old, new = underlying(source), underlying(wanted)
    if identical_ignoring_tags(old, new) or _same_pointers(source, wanted) or _basic_kinds_convert(old, new):
        return None
    if not isinstance(old, Slice):
        return cause
    # Spec, "Conversions from slice to array or array pointer".
    array = underlying(new.element) if isinstance(new, Pointer) else new
    if isinstance(array, Array) and identical(old.element, array.element):
        is_array = array is new
        if c.allows(GO1_20 if is_array else GO1_17):
            return None
        what, since = ("array", "go1.20") if is_array else ("array pointer", "go1.17")
        return f"conversion of slice to {what} requires {since} or later"
    return cause


def _same_pointers(source: Type, wanted: Type) -> bool:
    if not isinstance(source, Pointer) or not isinstance(wanted, Pointer):
        return False
    if is_type_param(source.element) or is_type_param(wanted.element):
        return False
    return identical_ignoring_tags(underlying(source.element), underlying(wanted.element))


def _basic_kinds_convert(old: Type, new: Type) -> bool:
    def real(typ: Type) -> bool:
        return is_integer(typ) or is_float(typ)

    return (
        (real(old) and real(new))
        or (is_complex(old) and is_complex(new))
        or ((is_integer(old) or is_bytes_or_runes(old)) and is_string(new))
        or (is_string(old) and is_bytes_or_runes(new))
        or ((is_pointer(old) or is_uintptr(old)) and is_unsafe_pointer(new))
        or (is_unsafe_pointer(old) and (is_pointer(new) or is_uintptr(new)))
    )


def _param_cause(c: Checker, x: Operand, source: Type, wanted: Type, target: Type) -> str | None:
    """Every member of a type parameter must convert."""
    from_types = _member_types(source)
    to_types = _member_types(wanted)
    if from_types is None or to_types is None:
        return ""
    for old in from_types:
        for new in to_types:
            member = x.copy()
            member.type = old
            cause = conversion_cause(c, member, new)
            if cause is not None:
                return _member_text(c, x, source, wanted, target, old, new, cause)
    return None


def _member_types(typ: Type) -> list[Type] | None:
    if not isinstance(typ, TypeParam):
        return [typ]
    terms = terms_of(typ)
    return None if terms is None else [term.type for term in terms]


def _member_text(
    c: Checker, x: Operand, source: Type, wanted: Type, target: Type, old: Type, new: Type, cause: str
) -> str:
    if isinstance(source, TypeParam) and isinstance(wanted, TypeParam):
        text = f"cannot convert {c.show(old)} (in {c.show(source)}) to type {c.show(new)} (in {c.show(wanted)})"
    elif isinstance(source, TypeParam):
        text = f"cannot convert {c.show(old)} (in {c.show(source)}) to type {c.show(target)}"
    else:
        text = f"cannot convert {c.show(x.type)} to type {c.show(new)} (in {c.show(wanted)})"
    return f"{text}\n\t{cause}" if cause else text
