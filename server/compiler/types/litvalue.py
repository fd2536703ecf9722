"""The values of literals. Spec: "Integer literals" to "String literals"."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from server.compiler.types.constant import ComplexValue, Constant

_LARGEST_EXPONENT: Final = 200_000  # decimal exponents beyond it are refused, or taken as zero; gc: 646,456,993
_SIMPLE_ESCAPES: Final = {
    "a": b"\a",
    "b": b"\b",
    "f": b"\f",
    "n": b"\n",
    "r": b"\r",
    "t": b"\t",
    "v": b"\v",
    "\\": b"\\",
    "'": b"'",
    '"': b'"',
}
_HEX_DIGITS: Final = {"x": 2, "u": 4, "U": 8}


def literal_value(kind: str, text: str) -> Constant | None:
    """The value of a literal, or None if it is malformed."""
    try:
        match kind:
            case "INT":
                return _integer(text.replace("_", ""))
            case "FLOAT":
                return _real(text.replace("_", ""))
            case "IMAG":
                return _imaginary(text[:-1].replace("_", ""))
            case "CHAR":
                return _rune(text[1:-1])
    except (ValueError, IndexError, OverflowError):
        return None
    return string_value(text)


def _integer(text: str) -> int:
    prefix = text[:2].lower()
    if prefix in ("0x", "0b", "0o"):
        return int(text, 0)
    if len(text) > 1 and text[0] == "0":
        return int(text, 8)
    return _decimal(text)


def _decimal(text: str) -> int:
    """int() refuses long texts; literals have at most 10,000 digits, so pieces of 4,000 do."""
    value = 0
    for start in range(0, len(text), 4_000):
        piece = text[start : start + 4_000]
        value = value * 10 ** len(piece) + int(piece)
    return value


def _real(text: str) -> Fraction | None:
    if text[:2].lower() == "0x":
        mantissa, _, exponent = text[2:].lower().partition("p")
        whole, _, fraction = mantissa.partition(".")
        return _scale(Fraction(int(whole + fraction or "0", 16), 16 ** len(fraction)), 2, exponent)
    mantissa, _, exponent = text.lower().partition("e")
    whole, _, fraction = mantissa.partition(".")
    return _scale(Fraction(_decimal(whole + fraction or "0"), 10 ** len(fraction)), 10, exponent)


def _scale(mantissa: Fraction, base: int, exponent: str) -> Fraction | None:
    power = int(exponent or "0")
    if not mantissa or power < -_LARGEST_EXPONENT:
        return Fraction(0)
    if power > _LARGEST_EXPONENT:
        return None
    return mantissa * Fraction(base) ** power


def _imaginary(text: str) -> ComplexValue | None:
    if text[:2].lower() in ("0x", "0b", "0o"):
        is_float = text[1] in "xX" and ("." in text or "p" in text.lower())
        part = _real(text) if is_float else Fraction(int(text, 0))
    else:
        part = _real(text)  # for backward compatibility "0123i" is decimal
    return None if part is None else ComplexValue(Fraction(0), part)


def _rune(body: str) -> int | None:
    if not body.startswith("\\"):
        return ord(body) if len(body) == 1 else None
    data, used = _escape(body, 0)
    if used != len(body):
        return None
    if body[1] in "uU":
        return int(body[2:], 16)
    if body[1] in "x01234567":
        return data[0]
    return ord(data.decode())


def string_value(text: str) -> bytes | None:
    """The bytes of a raw or interpreted string literal."""
    body = text[1:-1]
    if text[0] == "`":
        return body.replace("\r", "").encode("utf-8", "surrogateescape")
    if "\\" not in body:
        return body.encode("utf-8", "surrogateescape")
    out: list[bytes] = []
    at = 0
    try:
        while at < len(body):
            if body[at] == "\\":
                piece, at = _escape(body, at)
                out.append(piece)
                continue
            end = body.find("\\", at)
            end = len(body) if end < 0 else end
            out.append(body[at:end].encode("utf-8", "surrogateescape"))
            at = end
    except (ValueError, IndexError):
        return None
    return b"".join(out)


def _escape(body: str, at: int) -> tuple[bytes, int]:
    """The bytes of the escape sequence at `at`, and where it ends."""
    letter = body[at + 1]
    if letter in _SIMPLE_ESCAPES:
        return _SIMPLE_ESCAPES[letter], at + 2
    if letter in _HEX_DIGITS:
        end = at + 2 + _HEX_DIGITS[letter]
        code = int(body[at + 2 : end], 16)
        return (bytes([code]) if letter == "x" else chr(code).encode("utf-8", "replace")), end
    return bytes([int(body[at + 1 : at + 4], 8)]), at + 4
