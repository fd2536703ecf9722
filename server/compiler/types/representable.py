"""Which constants a basic type can hold, and how they are rounded to it. Spec: "Representability"."""

from fractions import Fraction
from typing import Final

from server.compiler.types.constant import ComplexValue, Constant, to_complex, to_float, to_int
from server.compiler.types.model import Basic, Kind
from server.compiler.types.predicates import is_boolean, is_complex, is_float, is_integer, is_string, is_unsigned
from server.compiler.types.sizes import Sizes

_FLOAT32: Final = (24, -149, 128)  # bits of mantissa, exponent of the smallest denormal, exponent of overflow
_FLOAT64: Final = (53, -1074, 1024)


def represent(value: Constant, typ: Basic, sizes: Sizes) -> Constant | None:
    """The value as the type holds it (rounded for floats), or None if the type cannot hold it."""
    if is_integer(typ):
        whole = to_int(value)
        return whole if whole is not None and _fits_integer(whole, typ, sizes) else None
    if is_float(typ):
        real = to_float(value)
        return None if real is None else _round_float(real, typ.kind)
    if is_complex(typ):
        number = to_complex(value)
        if number is None:
            return None
        part = Kind.FLOAT32 if typ.kind is Kind.COMPLEX64 else Kind.FLOAT64
        if typ.kind is Kind.UNTYPED_COMPLEX:
            part = Kind.UNTYPED_FLOAT
        re, im = _round_float(number.real, part), _round_float(number.imag, part)
        return None if re is None or im is None else ComplexValue(re, im)
    if is_string(typ):
        return value if isinstance(value, bytes) else None
    if is_boolean(typ):
        return value if isinstance(value, bool) else None
    return None


def _fits_integer(value: int, typ: Basic, sizes: Sizes) -> bool:
    if typ.kind in (Kind.UNTYPED_INT, Kind.UNTYPED_RUNE):
        return True
    bits = sizes.size_of(typ) * 8
    if is_unsigned(typ):
        return 0 <= value < 1 << bits
    return -(1 << (bits - 1)) <= value < 1 << (bits - 1)


def _round_float(value: Fraction, kind: Kind) -> Fraction | None:
    if kind is Kind.FLOAT32:
        return round_binary(value, *_FLOAT32)
    if kind is Kind.FLOAT64:
        return round_binary(value, *_FLOAT64)
    return value


def round_binary(value: Fraction, mantissa: int, smallest: int, overflow: int) -> Fraction | None:
    """The nearest binary float, ties to even; None if it is infinite. IEEE 754-2019, section 4.3.1."""
    if not value:
        return value
    size = abs(value)
    exponent = size.numerator.bit_length() - size.denominator.bit_length()
    if Fraction(2) ** exponent > size:
        exponent -= 1
    unit = max(exponent - mantissa + 1, smallest)  # exponent of the last place
    if unit >= 0:
        rounded = Fraction(round(Fraction(size.numerator, size.denominator << unit)) << unit)
    else:
        rounded = Fraction(round(Fraction(size.numerator << -unit, size.denominator)), 1 << -unit)
    if rounded >= Fraction(2) ** overflow:
        return None
    return rounded if value > 0 else -rounded
