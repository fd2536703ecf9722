"""Types and literals of generated programs, by their Go names."""

from __future__ import annotations

from typing import Final

from tests.conformance.generated.program import Program

SIGNED: Final = ("int8", "int16", "int32", "int64", "int")
UNSIGNED: Final = ("uint8", "uint16", "uint32", "uint64", "uint", "uintptr")
INTEGERS: Final = (*SIGNED, *UNSIGNED)
FLOATS: Final = ("float32", "float64")
COMPLEXES: Final = ("complex64", "complex128")
NUMBERS: Final = (*INTEGERS, *FLOATS)
SCALARS: Final = (*NUMBERS, *COMPLEXES, "bool", "string")
WIDTHS: Final = {name: int(name.lstrip("uintpr") or 64) for name in INTEGERS}
TEXTS: Final = ('""', '"a"', '"héllo"', '"xyz, 世"', '"\\xff\\x00z"', '"0123456789abcdef"', '"\\U0010ffff"', '"Ab"')
FLOAT_TEXTS: Final = ("0.5", "-3", "1e10", "7.25", "0.1", "-1e-9", "123456789", "1", "2", "-0.75", "3.4e38", "16777217")


def limits(typ: str) -> tuple[int, int]:
    """The smallest and the largest value of an integer type."""
    width = WIDTHS[typ]
    return (-(1 << (width - 1)), (1 << (width - 1)) - 1) if typ in SIGNED else (0, (1 << width) - 1)


def integer(program: Program, typ: str) -> int:
    """A value of an integer type, often one at which something changes."""
    low, high = limits(typ)
    choice = program.number(0, 9)
    if choice < 4:
        return program.pick([value for value in (0, 1, 2, 3, 5, 7, 10, 100, -1, -2, -7) if low <= value])
    if choice < 6:
        return program.pick((low, low + 1, high, high - 1))
    if choice < 8:
        near = (1 << program.number(0, WIDTHS[typ] - 1)) + program.number(-1, 1)
        return max(low, min(high, near))
    return program.number(low, high)


def literal(program: Program, typ: str) -> str:
    """A constant of a scalar type, to be assigned to a variable of it."""
    if typ == "bool":
        return program.pick(("true", "false"))
    if typ == "string":
        return program.pick(TEXTS)
    if typ in FLOATS:
        return program.pick(FLOAT_TEXTS)
    if typ in COMPLEXES:
        return f"complex({program.pick(FLOAT_TEXTS)}, {program.pick(FLOAT_TEXTS)})"
    return str(integer(program, typ))
