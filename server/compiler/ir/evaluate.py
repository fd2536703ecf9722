"""What an op computes from constants, with the exact arithmetic of Go's types.

Integers wrap to the width of their type. Floats are computed in binary64 and rounded to their type (for +, -, * and /
of float32 operands that equals direct rounding: Figueroa, 1995); results that a Fraction cannot hold (negative zero,
infinities, NaN) are left to the program.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, Final, TypeAlias

from server.compiler.ir.func import Value
from server.compiler.ir.ops import Op
from server.compiler.types.constant import ComplexValue
from server.compiler.types.model import Basic, Kind, Type, underlying
from server.compiler.types.predicates import is_boolean, is_float, is_integer, is_string, is_unsigned
from server.compiler.types.representable import represent
from server.compiler.types.sizes import Sizes


class Mark:
    """A state of the lattice that is no constant."""

    __slots__ = ("_name",)

    def __init__(self, name: str) -> None:
        self._name = name

    def __repr__(self) -> str:
        return self._name

    def __bool__(self) -> bool:
        raise AssertionError(f"{self._name} is no condition")


VARYING: Final = Mark("varying")
NIL: Final = Mark("nil")  # the nil pointer: constant, but not written as CONST
Known: TypeAlias = Mark | bool | int | Fraction | bytes | ComplexValue

_SIZES: Final = Sizes(8)
_NEVER_NIL: Final = frozenset({Op.LOCAL, Op.NEW, Op.GLOBAL, Op.FUNC, Op.FIELD_ADDR, Op.TYPE_ADDR, Op.ITAB})


def int_bits(typ: Type) -> int:
    """The width of an integer type in bits."""
    return 8 * _SIZES.size_of(typ)


def int_range(typ: Type) -> tuple[int, int]:
    """The smallest and largest value of an integer type."""
    bits = int_bits(typ)
    return (0, (1 << bits) - 1) if is_unsigned(typ) else (-(1 << (bits - 1)), (1 << (bits - 1)) - 1)


def wrap(value: int, typ: Type) -> int:
    """An integer reduced to the width of its type, two's complement for signed ones."""
    bits = int_bits(typ)
    value &= (1 << bits) - 1
    return value if is_unsigned(typ) or value < 1 << (bits - 1) else value - (1 << bits)


def _truncated(x: int, y: int) -> int:
    quotient = abs(x) // abs(y)
    return quotient if (x < 0) == (y < 0) else -quotient


_INTEGER: Final[dict[Op, Callable[[int, int], int]]] = {
    Op.ADD: operator.add,
    Op.SUB: operator.sub,
    Op.MUL: operator.mul,
    Op.DIV: _truncated,
    Op.REM: lambda x, y: x - _truncated(x, y) * y,
    Op.AND: operator.and_,
    Op.OR: operator.or_,
    Op.XOR: operator.xor,
    Op.AND_NOT: lambda x, y: x & ~y,
}
_FLOAT: Final[dict[Op, Callable[[float, float], float]]] = {
    Op.ADD: operator.add,
    Op.SUB: operator.sub,
    Op.MUL: operator.mul,
    Op.DIV: operator.truediv,
}
_BOOLEAN: Final[dict[Op, Callable[[bool, bool], bool]]] = {
    Op.AND: operator.and_,
    Op.OR: operator.or_,
    Op.XOR: operator.xor,
}
_COMPARE: Final[dict[Op, Callable[[Any, Any], bool]]] = {
    Op.EQ: operator.eq,
    Op.NE: operator.ne,
    Op.LT: operator.lt,
    Op.LE: operator.le,
    Op.GT: operator.gt,
    Op.GE: operator.ge,
}


def evaluate(value: Value, state: Mapping[Value, Known]) -> Known | None:
    """The constant a value is, VARYING, or None while an operand is not known yet."""
    if value.type is None:
        return VARYING
    if value.op is Op.CONST:
        assert isinstance(value.aux, bool | int | Fraction | bytes | ComplexValue)
        return value.aux
    if value.op is Op.ZERO:
        return zero_of(value.type)
    rule = _RULES.get(value.op)
    if rule is None:
        return VARYING
    operands: list[Known] = []
    for arg in value.args:
        known = state.get(arg)
        if known is None:
            return None
        operands.append(known)
    if value.op in (Op.EQ, Op.NE):
        decided = _against_nil(value, operands)
        if decided is not None:
            return decided
    if any(isinstance(known, Mark) for known in operands):
        return VARYING
    return rule(value, operands)


def zero_of(typ: Type) -> Known:
    """The zero value of a type as a constant, if it is one."""
    if is_boolean(typ):
        return False
    if is_integer(typ):
        return 0
    if is_float(typ):
        return Fraction(0)
    if is_string(typ):
        return b""
    under = underlying(typ)
    return VARYING if isinstance(under, Basic) and under.kind is not Kind.UNSAFE_POINTER else NIL


def _against_nil(value: Value, operands: list[Known]) -> Known | None:
    if not any(known is NIL for known in operands):
        return None
    if all(known is NIL for known in operands):
        return value.op is Op.EQ
    other = value.args[1] if operands[0] is NIL else value.args[0]
    return value.op is Op.NE if _is_never_nil(other) else VARYING


def _is_never_nil(value: Value) -> bool:
    while value.op is Op.CHANGE_TYPE:
        value = value.args[0]
    return value.op in _NEVER_NIL


def _binary(value: Value, operands: list[Known]) -> Known:
    x, y = operands
    assert value.type is not None
    if isinstance(x, bool) and isinstance(y, bool):
        return _BOOLEAN[value.op](x, y)
    if isinstance(x, int) and isinstance(y, int) and value.op in _INTEGER:
        if value.op in (Op.DIV, Op.REM) and y == 0:
            return VARYING
        return wrap(_INTEGER[value.op](x, y), value.type)
    if isinstance(x, Fraction) and isinstance(y, Fraction) and value.op in _FLOAT:
        if value.op is Op.DIV and y == 0:
            return VARYING
        try:
            return _float_constant(_FLOAT[value.op](float(x), float(y)), value.type)
        except OverflowError:
            return VARYING
    return VARYING


def _float_constant(number: float, typ: Type) -> Known:
    if not math.isfinite(number) or (number == 0 and math.copysign(1, number) < 0):
        return VARYING
    under = underlying(typ)
    assert isinstance(under, Basic)
    rounded = represent(Fraction(number), under, _SIZES)
    # A tiny negative number may round to a zero whose sign would be lost.
    return VARYING if rounded is None or (rounded == 0 and number != 0) else rounded


def _shift(value: Value, operands: list[Known]) -> Known:
    x, count = operands
    assert value.type is not None
    if not isinstance(x, int) or not isinstance(count, int) or count < 0:
        return VARYING
    count = min(count, int_bits(value.type))
    return wrap(x << count if value.op is Op.SHL else x >> count, value.type)


def _unary(value: Value, operands: list[Known]) -> Known:
    x = operands[0]
    assert value.type is not None
    if isinstance(x, bool):
        return not x if value.op is Op.NOT else VARYING
    if isinstance(x, int):
        return wrap(-x if value.op is Op.NEG else ~x, value.type)
    if isinstance(x, Fraction) and value.op is Op.NEG and x:
        return -x
    return VARYING


def _compare(value: Value, operands: list[Known]) -> Known:
    x, y = operands
    if isinstance(x, bytes) or isinstance(y, bytes):
        return VARYING
    return _COMPARE[value.op](x, y)


def _convert(value: Value, operands: list[Known]) -> Known:
    x = operands[0]
    assert value.type is not None
    under = underlying(value.type)
    assert isinstance(under, Basic)
    if is_integer(value.type):
        if isinstance(x, Fraction):
            # Spec: the fraction is discarded; what does not fit is up to the machine.
            low, high = int_range(value.type)
            whole = int(x)
            return whole if low <= whole <= high else VARYING
        return wrap(x, value.type) if isinstance(x, int) else VARYING
    if is_float(value.type) and isinstance(x, int | Fraction):
        rounded = represent(x, under, _SIZES)
        return VARYING if rounded is None or (rounded == 0 and x != 0) else rounded
    return VARYING


def _change_type(value: Value, operands: list[Known]) -> Known:
    x = operands[0]
    assert value.type is not None
    basic = isinstance(underlying(value.type), Basic)
    source = value.args[0].type
    assert source is not None
    same = basic and isinstance(underlying(source), Basic) and is_integer(source) == is_integer(value.type)
    return x if same else VARYING


def _string_len(value: Value, operands: list[Known]) -> Known:
    del value
    return len(operands[0]) if isinstance(operands[0], bytes) else VARYING


_RULES: Final[dict[Op, Callable[[Value, list[Known]], Known]]] = {
    **dict.fromkeys(_INTEGER, _binary),
    **dict.fromkeys((Op.SHL, Op.SHR), _shift),
    **dict.fromkeys((Op.NEG, Op.COM, Op.NOT), _unary),
    **dict.fromkeys(_COMPARE, _compare),
    Op.CONVERT: _convert,
    Op.CHANGE_TYPE: _change_type,
    Op.STRING_LEN: _string_len,
    Op.COPY: lambda _, operands: operands[0],
}
