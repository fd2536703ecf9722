"""Constant values: exact, of any size. Spec: "Constants", "Constant expressions".

bool, str (bytes of the Go string, as Python bytes), int, Fraction and a pair of Fractions for complex values. Values
of one operation are first brought to the wider of the two kinds (`match`). A Fraction whose parts grow beyond 4096
bits is rounded to 512 bits of mantissa, so that arithmetic on huge exponents stays fast, as in gc.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, TypeAlias

_EXACT_BITS: Final = 4096  # parts up to this size are kept exactly
_MANTISSA_BITS: Final = 512


@dataclass(frozen=True, slots=True)
class ComplexValue:
    """real + imag*i, both exact"""

    real: Fraction
    imag: Fraction


# A Go string constant is bytes: it need not be valid UTF-8.
Constant: TypeAlias = bool | bytes | int | Fraction | ComplexValue
Number: TypeAlias = int | Fraction | ComplexValue


def to_int(value: Constant) -> int | None:
    """The value as an integer, if it is one."""
    if isinstance(value, bool | bytes):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, ComplexValue):
        if value.imag:
            return None
        value = value.real
    return value.numerator if value.denominator == 1 else None


def to_float(value: Constant) -> Fraction | None:
    """The value as a real number, if it is one."""
    if isinstance(value, bool | bytes):
        return None
    if isinstance(value, ComplexValue):
        return None if value.imag else value.real
    return Fraction(value)


def to_complex(value: Constant) -> ComplexValue | None:
    """The value as a complex number, if it is a number."""
    if isinstance(value, bool | bytes):
        return None
    if isinstance(value, ComplexValue):
        return value
    return ComplexValue(Fraction(value), Fraction(0))


def real_part(value: Constant) -> Fraction:
    """The real part of a number."""
    number = to_complex(value)
    return number.real if number else Fraction(0)


def imaginary_part(value: Constant) -> Fraction:
    """The imaginary part of a number."""
    number = to_complex(value)
    return number.imag if number else Fraction(0)


def is_zero(value: Constant) -> bool:
    """Whether a number is zero."""
    if isinstance(value, ComplexValue):
        return not value.real and not value.imag
    return not isinstance(value, bytes | bool) and value == 0


def is_negative(value: Constant) -> bool:
    """Whether a real number is below zero."""
    return not isinstance(value, bytes | bool | ComplexValue) and value < 0


def bounded(value: Fraction) -> Fraction:
    """The value itself, or rounded to 512 bits of mantissa if its parts have grown too large."""
    if value.numerator.bit_length() <= _EXACT_BITS and value.denominator.bit_length() <= _EXACT_BITS:
        return value
    shift = _MANTISSA_BITS - value.numerator.bit_length() + value.denominator.bit_length()
    scaled = round(value * Fraction(2) ** shift)
    return Fraction(scaled) / Fraction(2) ** shift


def match(x: Number, y: Number) -> tuple[Number, Number]:
    """Both values in the wider of their kinds."""
    if isinstance(x, ComplexValue) or isinstance(y, ComplexValue):
        a, b = to_complex(x), to_complex(y)
        assert a is not None
        assert b is not None
        return a, b
    if isinstance(x, Fraction) or isinstance(y, Fraction):
        return Fraction(x), Fraction(y)
    return x, y


_INTEGER_OPS: Final[dict[str, Callable[[int, int], int]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "&": operator.and_,
    "|": operator.or_,
    "^": operator.xor,
    "&^": lambda x, y: x & ~y,
}
_REAL_OPS: Final[dict[str, Callable[[Fraction, Fraction], Fraction]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}
_COMPARISONS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def binary(x: Constant, op: str, y: Constant, integer_division: bool = False) -> Constant:
    """`x op y`; the divisor is not zero and the operands fit the operator (already checked)."""
    if isinstance(x, bool) and isinstance(y, bool):
        return (x and y) if op == "&&" else (x or y)
    if isinstance(x, bytes) and isinstance(y, bytes):
        return x + y
    assert not isinstance(x, bool | bytes)
    assert not isinstance(y, bool | bytes)
    a, b = match(x, y)
    if isinstance(a, int) and isinstance(b, int):
        if op == "/" and not integer_division:
            return Fraction(a, b)
        return _integer_binary(a, op, b)
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return bounded(_REAL_OPS[op](a, b))
    assert isinstance(a, ComplexValue)
    assert isinstance(b, ComplexValue)
    return _complex_binary(a, op, b)


def _integer_binary(x: int, op: str, y: int) -> int:
    # Spec, "Integer operators": division truncates towards zero, the remainder has the sign of the dividend.
    if op in ("/", "%"):
        quotient = abs(x) // abs(y)
        if (x < 0) != (y < 0):
            quotient = -quotient
        return quotient if op == "/" else x - quotient * y
    return _INTEGER_OPS[op](x, y)


def _complex_binary(x: ComplexValue, op: str, y: ComplexValue) -> ComplexValue:
    a, b, c, d = x.real, x.imag, y.real, y.imag
    match op:
        case "+":
            return ComplexValue(bounded(a + c), bounded(b + d))
        case "-":
            return ComplexValue(bounded(a - c), bounded(b - d))
        case "*":
            return ComplexValue(bounded(a * c - b * d), bounded(b * c + a * d))
    size = c * c + d * d
    return ComplexValue(bounded((a * c + b * d) / size), bounded((b * c - a * d) / size))


def unary(op: str, x: Constant, unsigned_bits: int = 0) -> Constant:
    """`op x`; unsigned_bits is the width for ^ on an unsigned type, else 0."""
    if op == "!":
        return not x
    assert not isinstance(x, bytes | bool)
    if op == "-":
        return ComplexValue(-x.real, -x.imag) if isinstance(x, ComplexValue) else -x
    if op == "^":
        whole = to_int(x)
        assert whole is not None
        return ~whole & ((1 << unsigned_bits) - 1) if unsigned_bits else ~whole
    return x


def shift(x: int, op: str, count: int) -> int:
    """`x << count` or `x >> count`"""
    return x << count if op == "<<" else x >> count


def compare(x: Constant, op: str, y: Constant) -> bool:
    """`x op y` for a comparison"""
    if isinstance(x, bool | bytes) or isinstance(y, bool | bytes):
        return _COMPARISONS[op](x, y)
    a, b = match(x, y)
    return _COMPARISONS[op](a, b)
