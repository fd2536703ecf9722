"""Operands: what an expression has turned out to be so far, and how messages describe it.

`x (variable of type T)`, `1 << 70 (untyped int constant 1180591620717411303424)`, `nil`.
"""

from __future__ import annotations

from server.compiler.syntax import nodes as ast
from server.compiler.syntax.print import expression_text
from server.compiler.types.constant import Constant
from server.compiler.types.constformat import constant_string
from server.compiler.types.info import Mode
from server.compiler.types.model import Alias, Basic, Named, Type, TypeParam, unalias, underlying
from server.compiler.types.objects import Builtin
from server.compiler.types.predicates import is_generic, is_untyped, is_valid
from server.compiler.types.typeset import constraint_interface
from server.compiler.types.typestring import Qualifier, by_name, composite_kind, type_string
from server.compiler.types.universe import INVALID, UNTYPED_NIL


class Operand:
    """The result of checking an expression; checking functions fill it in and change it."""

    __slots__ = ("builtin", "expr", "mode", "type", "value")

    def __init__(
        self,
        mode: Mode = Mode.INVALID,
        expr: ast.Expr | None = None,
        type: Type = INVALID,
        value: Constant | None = None,
    ) -> None:
        self.mode = mode
        self.expr = expr
        self.type = type
        self.value = value  # of a constant; None if it is too large to be known (already reported)
        self.builtin: Builtin | None = None  # for mode BUILTIN

    def is_valid(self) -> bool:
        """Whether no error has been found in the expression."""
        return self.mode is not Mode.INVALID

    @property
    def is_nil(self) -> bool:
        """Whether it is the predeclared nil."""
        return self.mode is Mode.NIL

    def invalidate(self) -> None:
        """Mark it as wrong, after reporting why."""
        self.mode = Mode.INVALID

    def copy(self) -> Operand:
        """Another operand with the same content."""
        other = Operand(self.mode, self.expr, self.type, self.value)
        other.builtin = self.builtin
        return other

    def assign(self, other: Operand) -> None:
        """Take over the content of another operand."""
        self.mode, self.expr, self.type = other.mode, other.expr, other.type
        self.value, self.builtin = other.value, other.builtin


def describe(x: Operand, qualifier: Qualifier = by_name, alternative: str = "") -> str:
    """The operand as messages show it; `alternative` replaces the text of its expression."""
    if x.mode is Mode.NIL:
        return _describe_nil(x, qualifier)
    text = alternative or (expression_text(x.expr) if x.expr is not None else _text_without_expr(x, qualifier))
    words = [_mode_words(x, text)]
    if _has_type_to_show(x):
        words.append(_type_words(x.type, qualifier))
    description = " ".join(words)
    return f"{text} ({description})" if text else description


def _describe_nil(x: Operand, qualifier: Qualifier) -> str:
    if x.type is INVALID:
        return "nil (with invalid type)"
    return "nil" if x.type is UNTYPED_NIL else f"nil (of type {type_string(x.type, qualifier)})"


def _text_without_expr(x: Operand, qualifier: Qualifier) -> str:
    match x.mode:
        case Mode.BUILTIN:
            return x.builtin.name if x.builtin else ""
        case Mode.TYPE:
            return type_string(x.type, qualifier)
        case Mode.CONSTANT:
            return constant_string(x.value)
    return ""


def _has_no_type(x: Operand) -> bool:
    return x.mode in (Mode.INVALID, Mode.NO_VALUE, Mode.BUILTIN, Mode.TYPE)


def _has_type_to_show(x: Operand) -> bool:
    return not _has_no_type(x) and not is_untyped(x.type)


def _mode_words(x: Operand, text: str) -> str:
    words = x.mode.value
    if not _has_no_type(x) and is_untyped(x.type) and isinstance(x.type, Basic):
        words = f"{x.type.name} {words}"
    if x.mode is Mode.CONSTANT:
        value = constant_string(x.value)
        if value != text:
            words += " " + value
    return words


def _type_words(typ: Type, qualifier: Qualifier) -> str:
    if not is_valid(typ):
        return "with invalid type"
    words = "generic " if is_generic(typ) else ""
    param = unalias(typ)
    if isinstance(param, TypeParam):
        words = f"of {words}type {type_string(typ, qualifier)}"
        words += f" constrained by {type_string(param.constraint, qualifier)}"
        types = constraint_interface(param).type_set
        if types is not None and types.terms == []:
            words += " with empty type set"
        return words
    if isinstance(typ, Alias | Named):
        under = underlying(typ)
        what = composite_kind(typ) or (under.name if isinstance(under, Basic) else "")
        words += what + " " if what else ""
    return f"of {words}type {type_string(typ, qualifier)}"
