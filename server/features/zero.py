"""The zero value of a type as Go source. Spec: "The zero value"."""

from __future__ import annotations

from server.compiler.types.model import Array, Basic, Struct, Type, TypeParam, unalias, underlying
from server.compiler.types.predicates import is_boolean, is_numeric, is_string


def zero_value(typ: Type, written: bytes) -> str:
    """An expression for it; `written` is the type as the source has it."""
    text = written.decode("utf-8", "replace")
    if isinstance(unalias(typ), TypeParam):
        return f"*new({text})"
    under = underlying(typ)
    if isinstance(under, Struct | Array):
        return f"{text}{{}}"
    if isinstance(under, Basic):
        if is_string(typ):
            return '""'
        if is_boolean(typ):
            return "false"
        if is_numeric(typ):
            return "0"
    return "nil"
