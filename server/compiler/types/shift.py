"""Shifts. Spec: "Operators": the right operand is an integer or representable as uint; an untyped constant left
operand of a non-constant shift takes the type that it would have if the shift were replaced by its left operand."""

from __future__ import annotations

from typing import Final

from server.compiler.types.checker import Checker
from server.compiler.types.constant import is_negative, shift, to_int
from server.compiler.types.info import Mode
from server.compiler.types.operand import Operand
from server.compiler.types.predicates import all_integer, all_unsigned, is_integer, is_untyped
from server.compiler.types.universe import UINT, UNTYPED_INT
from server.compiler.types.untyped import convert_untyped, make_representable
from server.compiler.types.version import GO1_13, version_string
from server.diagnostics.codes import types as rows

_LARGEST_COUNT: Final = 1023 - 1 + 52  # enough to write the smallest float64, as in gc


def shift_operands(c: Checker, x: Operand, y: Operand, op: str) -> None:
    """x = x op y; the caller checks the result for overflow."""
    whole = to_int(x.value) if x.mode is Mode.CONSTANT and x.value is not None else None
    unknown = x.mode is Mode.CONSTANT and x.value is None
    if not all_integer(x.type) and not (is_untyped(x.type) and (whole is not None or unknown)):
        c.error(rows.SHIFTED_OPERAND, x, x)
        x.invalidate()
        return
    if not _check_count(c, y):
        x.invalidate()
        return
    if x.mode is Mode.CONSTANT:
        if y.mode is Mode.CONSTANT:
            _fold(c, x, whole, y, op)
            return
        if is_untyped(x.type):
            info = c.untyped.get(x.expr) if x.expr is not None else None
            if info is not None:
                info.is_shift_operand = True
            x.mode, x.value = Mode.VALUE, None
            return
    if not all_integer(x.type):
        c.error(rows.SHIFTED_OPERAND, x, x)
        x.invalidate()
        return
    x.mode, x.value = Mode.VALUE, None


def _check_count(c: Checker, y: Operand) -> bool:
    if y.mode is Mode.CONSTANT:
        whole = to_int(y.value) if y.value is not None else None
        if whole is not None and is_negative(whole):
            c.error(rows.NEGATIVE_SHIFT, y, y)
            return False
        if is_untyped(y.type):
            make_representable(c, y, UINT)
            if y.is_valid() and y.expr in c.untyped and y.value is not None:
                c.untyped[y.expr].value = y.value
            return y.is_valid()
        return True
    if all_integer(y.type):
        if not all_unsigned(y.type) and not c.allows(GO1_13):
            text = f"invalid operation: signed shift count {c.show(y)}"
            c.error(rows.UNSUPPORTED_FEATURE, y, text, version_string(GO1_13))
            return False
        return True
    if is_untyped(y.type):
        convert_untyped(c, y, UINT)
        return y.is_valid()
    c.error(rows.SHIFT_COUNT_TYPE, y, y)
    return False


def _fold(c: Checker, x: Operand, whole: int | None, y: Operand, op: str) -> None:
    count = to_int(y.value) if y.value is not None else None
    if not is_integer(x.type):
        x.type = UNTYPED_INT
    if whole is None or y.value is None:
        x.value = None
        return
    if count is None or not 0 <= count <= _LARGEST_COUNT:
        c.error(rows.INVALID_SHIFT_COUNT, y, y)
        x.invalidate()
        return
    x.value = shift(whole, op, count)
