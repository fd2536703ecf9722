"""Constant values as gc prints them in messages. Formats: go/constant's String, strconv.Quote."""

import math
from fractions import Fraction
from typing import Final

from server.compiler.types.constant import ComplexValue, Constant

_LONGEST_STRING: Final = 72  # longer string constants are cut, counted with their quotes
_ESCAPES: Final = {
    "\a": "\\a",
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\v": "\\v",
    "\\": "\\\\",
    '"': '\\"',
}


def constant_string(value: Constant | None) -> str:
    """The value as messages show it: exact integers, floats to six digits, long strings cut."""
    match value:
        case None:
            return "unknown"
        case bool():
            return "true" if value else "false"
        case bytes():
            text = quote(value)
            return text[: _LONGEST_STRING - 3] + "..." if len(text) > _LONGEST_STRING else text
        case int():
            return str(value) if value.bit_length() < 10_000 else hex(value)
        case Fraction():
            return _float_string(value)
        case ComplexValue():
            return f"({_float_string(value.real)} + {_float_string(value.imag)}i)"


def quote(data: bytes) -> str:
    """A Go string literal for the bytes, as strconv.Quote writes it."""
    out = ['"']
    for char in data.decode("utf-8", "surrogateescape"):
        code = ord(char)
        if char in _ESCAPES:
            out.append(_ESCAPES[char])
        elif 0xDC80 <= code <= 0xDCFF:
            out.append(f"\\x{code - 0xDC00:02x}")  # a byte that is not UTF-8
        elif char == " " or char.isprintable():
            out.append(char)
        elif code < 0x20 or code == 0x7F:
            out.append(f"\\x{code:02x}")
        elif code < 0x10000:
            out.append(f"\\u{code:04x}")
        else:
            out.append(f"\\U{code:08x}")
    out.append('"')
    return "".join(out)


def _float_string(value: Fraction) -> str:
    """Six significant digits, as %.6g; beyond the range of float64 as mantissa and exponent of ten."""
    if value.denominator == 1 and abs(value.numerator) < 10**21:
        return _general(float(value))
    try:
        number = float(value)
    except OverflowError:
        number = 0.0
    if number:
        return _general(number)
    if not value:
        return "0"
    digits = math.floor(math.log10(abs(value.numerator)) - math.log10(value.denominator))
    mantissa = float(value / Fraction(10) ** digits)
    return f"{mantissa:.6g}e{digits:+d}"


def _general(number: float) -> str:
    """%.6g: Go and Python agree on it."""
    return f"{number:.6g}"
