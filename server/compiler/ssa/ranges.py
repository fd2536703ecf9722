"""What the definition of an integer alone says about its size: ranges, and operands that bound it."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from typing import Final

from server.compiler.ir.evaluate import int_range
from server.compiler.ir.func import Block, Exit, Value
from server.compiler.ir.ops import Op
from server.compiler.types.model import Type
from server.compiler.types.predicates import is_integer, is_unsigned

_LARGEST_SCALE: Final = 1 << 16
_SCALES: Final[dict[Op, Callable[[int, int], int]]] = {
    Op.MUL: operator.mul,
    Op.DIV: operator.floordiv,
    Op.SHL: lambda x, y: x << min(y, 64),
    Op.SHR: operator.rshift,
}
_CONVERSIONS: Final = 20  # one after the other, that are looked through


def addend(value: Value) -> tuple[Value | None, int]:
    """x and c of `x + c` or `x - c`."""
    if value.op not in (Op.ADD, Op.SUB) or value.type is None or not is_integer(value.type):
        return None, 0
    number = value.args[1].aux if value.args[1].op is Op.CONST else None
    if not isinstance(number, int):
        return None, 0
    return value.args[0], number if value.op is Op.ADD else -number


def difference(value: Value) -> tuple[Value | None, Value | None]:
    """x and y of `x - y` with y not constant."""
    if value.op is not Op.SUB or value.args[1].op is Op.CONST or value.type is None or not is_integer(value.type):
        return None, None
    return value.args[0], value.args[1]


def scale_of(value: Value) -> Callable[[int], int] | None:
    """What a product, quotient or shift by a constant makes of an operand that is not negative; None for others.

    The function rises with its argument.
    """
    if value.type is None or not is_integer(value.type) or value.op not in _SCALES:
        return None
    number = _constant_operand(value)
    smallest = 0 if value.op in (Op.SHL, Op.SHR) else 1
    if number is None or not smallest <= number <= _LARGEST_SCALE:
        return None
    scale = _SCALES[value.op]
    return lambda operand: scale(operand, number)


def _constant_operand(value: Value) -> int | None:
    operand = value.args[1]
    return operand.aux if operand.op is Op.CONST and isinstance(operand.aux, int) else None


def _constants(phi: Value) -> list[int]:
    """The operands of a PHI if all are constants."""
    found = [arg.aux for arg in phi.args if arg.op is Op.CONST and isinstance(arg.aux, int)]
    return found if len(found) == len(phi.args) else []


def lower_bound(value: Value) -> int | None:
    """What the definition alone says a value is never below."""
    bounds = _bounds(value)
    return bounds[0] if bounds is not None else None


def upper_bound(value: Value) -> int | None:
    """What the definition alone says a value is never above."""
    bounds = _bounds(value)
    return bounds[1] if bounds is not None else None


def _bounds(value: Value) -> tuple[int, int] | None:
    """Both bounds of an integer; what a conversion leaves as it is has those of the operand."""
    ranges: list[tuple[int, int]] = []
    while value.op is Op.CONVERT and value.type is not None and is_integer(value.type) and len(ranges) < _CONVERSIONS:
        ranges.append(int_range(value.type))
        value = value.args[0]
    if value.type is None or not is_integer(value.type):
        return ranges[0] if ranges else None
    low, high = _lower(value, value.type), _upper(value, value.type)
    for smallest, largest in reversed(ranges):
        if low < smallest or high > largest:
            low, high = smallest, largest
    return low, high


def _lower(value: Value, typ: Type) -> int:
    if value.op is Op.PHI:
        return min(_constants(value), default=int_range(typ)[0])
    number = _constant_operand(value) if value.op is Op.AND else None
    return 0 if number is not None and number >= 0 else int_range(typ)[0]


def _upper(value: Value, typ: Type) -> int:
    if value.op is Op.PHI:
        return max(_constants(value), default=int_range(typ)[1])
    number = _constant_operand(value) if value.op in (Op.AND, Op.REM, Op.SHR) else None
    if number is not None:
        if value.op is Op.AND and number >= 0:
            return number
        if value.op is Op.REM and number > 0:
            return number - 1
        if value.op is Op.SHR and is_unsigned(typ):
            return int_range(typ)[1] >> number
    return int_range(typ)[1]


def never_above(value: Value) -> Iterator[Value]:
    """Operands that a value is not above when they are not negative: x >> n, x / n, x % y, x & y."""
    if value.type is None or not is_integer(value.type):
        return
    if value.op in (Op.SHR, Op.REM) or (value.op is Op.DIV and (_constant_operand(value) or 0) > 0):
        yield value.args[0]
    elif value.op is Op.AND:
        yield from value.args


def is_minimum(phi: Value) -> bool | None:
    """Whether a PHI of x and y is the smaller (True) or larger (False) of them; None if it is neither.

    b0: if (lt x y) then b1 else b2         either block may be missing
    b3: phi [b1: x, b2: y]                  the smaller
    """
    if phi.op is not Op.PHI or len(phi.args) != 2 or phi.type is None or not is_integer(phi.type):
        return None
    ways = [_way_from_branch(pred, phi.block) for pred in phi.block.preds]
    if ways[0] is None or ways[1] is None or ways[0][0] is not ways[1][0] or ways[0][1] == ways[1][1]:
        return None
    test = ways[0][0].controls[0]
    first, second = phi.args if ways[0][1] == 0 else phi.args[::-1]  # when the test holds, when it does not
    if test.op not in (Op.LT, Op.LE, Op.GT, Op.GE):
        return None
    is_less = test.op in (Op.LT, Op.LE)
    if same_number(test.args[0], first) and same_number(test.args[1], second):
        return is_less
    if same_number(test.args[0], second) and same_number(test.args[1], first):
        return not is_less
    return None


def _way_from_branch(pred: Block, join: Block) -> tuple[Block, int] | None:
    """The branch that leads over `pred` to `join`, and by which of its edges."""
    if pred.exit is Exit.IF and pred.succs[0] is not pred.succs[1]:
        return pred, pred.succs.index(join)
    if pred.exit is Exit.JUMP and len(pred.preds) == 1 and pred.preds[0].exit is Exit.IF:
        branch = pred.preds[0]
        return (branch, branch.succs.index(pred)) if branch.succs[0] is not branch.succs[1] else None
    return None


def same_number(x: Value, y: Value) -> bool:
    """Whether two values are one number by their definitions."""
    return x is y or (x.op is Op.CONST and y.op is Op.CONST and x.aux == y.aux and type(x.aux) is type(y.aux))
