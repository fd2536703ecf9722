"""How large an index can be, seen from its form alone: what needs no check whatever the program has done before.

    a[i & 7]      at most 7        i & constant
    a[u % 10]     at most 9        an unsigned operand and a constant
    a[u >> 28]    at most 15       an unsigned operand of 32 bits
    a[b]          at most 255      an unsigned type of 8 bits

Source: the rule of gc's walk phase, which prints "index bounds check elided" for exactly these forms.
"""

from __future__ import annotations

from server.compiler.ir.func import Value
from server.compiler.ir.ops import Op
from server.compiler.types.predicates import is_integer, is_unsigned
from server.compiler.types.sizes import Sizes


def largest_index(index: Value, sizes: Sizes) -> int | None:
    """The largest number that an index can be, if it cannot be negative either; None when its form does not say."""
    value = _written(index)
    typ = value.type
    if typ is None or not is_integer(typ):
        return None
    largest = (1 << (8 * sizes.size_of(typ))) - 1
    if value.op is Op.AND:
        return next((number for arg in value.args if (number := _constant(arg)) is not None and number >= 0), None)
    if value.op is Op.AND_NOT:
        return _and_not(value, largest, is_unsigned(typ))
    if not is_unsigned(typ):
        return None
    number = _constant(value.args[1]) if value.op in (Op.REM, Op.DIV, Op.SHR) else None
    return largest if number is None else _of_unsigned(value.op, largest, number)


def _written(index: Value) -> Value:
    """The index as it stands in the source, without the conversion to int that indexing makes of it."""
    made = index.op is Op.CONVERT and index.span is index.args[0].span
    return index.args[0] if made else index


def _constant(value: Value) -> int | None:
    return value.aux if value.op is Op.CONST and isinstance(value.aux, int) else None


def _and_not(value: Value, largest: int, unsigned: bool) -> int | None:
    left, right = map(_constant, value.args)
    if left is not None and left >= 0:
        return left
    if right is None:
        return largest if unsigned else None
    kept = ~right & largest if unsigned else ~right
    return kept if kept >= 0 else None


def _of_unsigned(op: Op, largest: int, number: int) -> int:
    if op is Op.SHR:
        return largest >> number
    if op is Op.REM:
        return number - 1
    # As gc does, a divisor counts as the power of two below it.
    return largest >> (number.bit_length() - 1)


def is_within(index: Value, limit: Value, sizes: Sizes) -> bool:
    """Whether the form of an index shows it to be in range of a constant length."""
    length = _constant(limit)
    if limit.op is Op.STRING_LEN and isinstance(text := limit.args[0].aux, bytes):
        length = len(text)
    largest = largest_index(index, sizes) if length is not None else None
    return largest is not None and length is not None and largest < length
