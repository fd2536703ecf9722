"""What is wrong with a literal, in gc's words. Spec, "Integer literals" to "String literals".

Every check takes the literal's source text and returns the problem as (start, end, message) with byte offsets
relative to the literal, or None.
"""

import re
from typing import Any, Final, TypeAlias

from server.compiler.syntax.nodes import BasicLit, Ident, SyntaxProblem
from server.diagnostics.codes import syntax as codes

Problem: TypeAlias = tuple[int, int, str] | None

_BASES: Final = {"x": (16, "hexadecimal"), "o": (8, "octal"), "b": (2, "binary")}
_ESCAPE: Final = re.compile(r"\\(?:([abfnrtv\\])|x(.{0,2})|u(.{0,4})|U(.{0,8})|([0-7].{0,2})|(.))", re.DOTALL)
_HEX: Final = "0123456789abcdefABCDEF"


def number_problem(text: str) -> tuple[str, Problem]:
    """Kind (INT, FLOAT or IMAG) and problem of a number."""
    body = text[:-1] if text.endswith("i") else text
    prefix = body[1:2].lower()
    base, name = _BASES.get(prefix, (10, "decimal")) if body[0] == "0" else (10, "decimal")
    digits = body[2:] if base != 10 else body
    mantissa, exponent_char, exponent = _split_exponent(digits, base)
    is_float = "." in mantissa or bool(exponent_char)
    kind = "IMAG" if body is not text else "FLOAT" if is_float else "INT"
    if base == 10 and kind == "INT" and body[0] == "0":
        base, name = 8, "octal"
    problem = _mantissa_problem(text, mantissa, base, name, exponent_char, is_float)
    if problem is None and exponent_char and not exponent.lstrip("+-").replace("_", ""):
        problem = (len(text), len(text), "exponent has no digits")
    if problem is None:
        at = _bad_separator(body)
        if at >= 0:
            problem = (at, at + 1, "'_' must separate successive digits")
    return kind, problem


def _split_exponent(digits: str, base: int) -> tuple[str, str, str]:
    """Mantissa, exponent character and exponent."""
    match = re.search("[pP]" if base == 16 else "[eEpP]", digits)
    if match is None:
        return digits, "", ""
    return digits[: match.start()], match[0].lower(), digits[match.end() :]


def _mantissa_problem(text: str, mantissa: str, base: int, name: str, exponent_char: str, is_float: bool) -> Problem:
    whole = (len(text), len(text))  # gc shows these behind the literal
    if "." in mantissa and base in (2, 8) and text[1:2] in "bBoO":
        at = text.index(".")
        return at, at + 1, f"invalid radix point in {name} literal"
    if not mantissa.replace("_", "").replace(".", ""):
        return *whole, f"{name} literal has no digits"
    if exponent_char == "e" and base in (2, 8):
        return *whole, f"'{_exponent_char(text)}' exponent requires decimal mantissa"
    if exponent_char == "p" and base != 16:
        return *whole, f"'{_exponent_char(text)}' exponent requires hexadecimal mantissa"
    if base == 16 and is_float and not exponent_char:
        return *whole, "hexadecimal mantissa requires a 'p' exponent"
    if base in (2, 8):
        offset = text.index(mantissa)
        for at, char in enumerate(mantissa):
            if char != "_" and int(char) >= base:
                return offset + at, offset + at + 1, f"invalid digit '{char}' in {name} literal"
    return None


def _exponent_char(text: str) -> str:
    match = re.search("[eEpP]", text)
    return match[0] if match else ""


def _bad_separator(text: str) -> int:
    """The index of the first "_" that does not stand between digits (a base prefix counts as one), or -1."""
    if "_" not in text:
        return -1
    hexadecimal = text[:2].lower() == "0x"
    before = "."
    for at, char in enumerate(text):
        digit = char.isdigit() or (hexadecimal and char in _HEX) or (at == 1 and char in "xXbBoO")
        if char == "_":
            if before != "0":
                return at
            before = "_"
            continue
        if not digit and before == "_":
            return at - 1
        before = "0" if digit else "."
    return len(text) - 1 if before == "_" else -1


def rune_problem(text: str) -> Problem:
    """Problem of a rune literal as the lexer matched it."""
    whole = (0, len(text))
    if len(text) < 2 or text[-1] != "'" or _ends_escaped(text):
        return (len(text), len(text), "newline in rune literal")
    if text == "''":
        return 1, 2, "empty rune literal or unescaped '"
    problem = _escape_problem(text, "'")
    if problem is not None:
        return problem
    content = _ESCAPE.sub("x", text[1:-1])
    if len(content.encode("latin-1").decode("utf-8", "replace")) != 1:
        return *whole, "more than one character in rune literal"
    return None


def string_problem(text: str) -> Problem:
    """Problem of a string literal as the lexer matched it."""
    if text[0] == "`":
        return None if len(text) > 1 and text[-1] == "`" else (0, len(text), "string not terminated")
    if len(text) < 2 or text[-1] != '"' or _ends_escaped(text):
        return (len(text), len(text), "newline in string")
    return _escape_problem(text, '"')


def _ends_escaped(text: str) -> bool:
    """Whether the closing quote is itself escaped."""
    body = text[1:-1]
    return (len(body) - len(body.rstrip("\\"))) % 2 == 1


def _escape_problem(text: str, quote: str) -> Problem:
    for match in _ESCAPE.finditer(text, 1, len(text) - 1):
        problem = _one_escape(match, quote)
        if problem is not None:
            return problem
    return None


def _one_escape(match: re.Match[str], quote: str) -> Problem:
    start = match.start()
    if match[1] is not None or match[6] == quote:
        return None
    if match[6] is not None:
        return start + 1, start + 2, "unknown escape"
    if match[5] is not None:
        return _octal_escape(match[5], start)
    digits = match[2] or match[3] or match[4] or ""
    wanted = 2 if match[2] is not None else 4 if match[3] is not None else 8
    for at, char in enumerate(digits):
        if char not in _HEX:
            return start + 2 + at, start + 3 + at, f"invalid character '{char}' in hexadecimal escape"
    if len(digits) < wanted:
        at = start + 2 + len(digits)
        return at, at + 1, f"invalid character '{quote}' in hexadecimal escape"
    if wanted > 2 and not _is_rune(int(digits, 16)):
        return match.end(), match.end(), f"escape is invalid Unicode code point U+{int(digits, 16):04X}"
    return None


def _octal_escape(digits: str, start: int) -> Problem:
    for at, char in enumerate(digits):
        if char not in "01234567":
            return start + 1 + at, start + 2 + at, f"invalid character '{char}' in octal escape"
    if len(digits) == 3 and int(digits, 8) > 255:
        return start + 4, start + 4, f"octal escape value {int(digits, 8)} > 255"
    return None


def _is_rune(value: int) -> bool:
    return value < 0xD800 or 0xE000 <= value < 0x110000


def check_text(values: list[Any], problems: list[SyntaxProblem]) -> None:
    """Decode identifiers and literals outside ASCII, which so far hold Latin-1, and check the identifiers."""
    for value in values:
        if value.__class__ is Ident and not value.name.isascii():
            value.name = value.name.encode("latin-1").decode("utf-8", "replace")
            _check_identifier(value, problems)
        elif value.__class__ is BasicLit and not value.value.isascii():
            value.value = value.value.encode("latin-1").decode("utf-8", "replace")


def _check_identifier(ident: Ident, problems: list[SyntaxProblem]) -> None:
    """Spec, "Identifiers": letters and digits of Unicode, the first a letter. Invalid UTF-8 is reported elsewhere."""
    offset = ident.start
    for at, char in enumerate(ident.name):
        size = len(char.encode("utf-8", "replace"))
        known = char in "_\ufffd\ufeff"  # the latter two are reported with the encoding
        if not known and not char.isalpha() and not (at and char.isdecimal()):
            shown = f"U+{ord(char):04X}" + (f" '{char}'" if char.isprintable() else "")
            message = f"invalid character {shown} in identifier"
            if char.isdecimal():
                message = f"identifier cannot begin with digit {shown}"
            problems.append(SyntaxProblem(codes.LEXICAL, (message,), offset, offset + size))
            return
        offset += size


_BOM: Final = b"\xef\xbb\xbf"
_MOST_REPORTED: Final = 100


def encoding_problems(data: bytes) -> list[SyntaxProblem]:
    """What is wrong with the bytes of a whole file. Spec, "Source code representation"."""
    found: list[tuple[int, int, str]] = []
    for sample, first, message in (
        (b"\0", 0, "invalid NUL character"),
        (_BOM, 1, "invalid BOM in the middle of the file"),
    ):
        at = data.find(sample, first)
        while at >= 0 and len(found) < _MOST_REPORTED:
            found.append((at, at + len(sample), message))
            at = data.find(sample, at + 1)
    at = 0
    while at < len(data) and len(found) < _MOST_REPORTED:
        try:
            data[at:].decode("utf-8")
            break
        except UnicodeDecodeError as error:
            found.append((at + error.start, at + error.end, "invalid UTF-8 encoding"))
            newline = data.find(b"\n", at + error.start)  # one per line is enough
            at = len(data) if newline < 0 else newline
    return [SyntaxProblem(codes.LEXICAL, (message,), start, end) for start, end, message in sorted(found)]
