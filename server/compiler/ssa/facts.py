"""Facts about integers that hold at a point of the program, and what follows from them.

A fact is an edge `x - y <= c` between two quantities; a quantity is an SSA value or the number 0. Values are taken as
mathematical integers, so a sum contributes a fact only where it cannot overflow. `proves` looks for a path of edges
whose sum is small enough, to a bounded depth (Bodik, Gupta and Sarkar, "ABCD: Eliminating Array Bounds Checks on
Demand", 2000). Facts are added on the way down the dominator tree and taken back on the way up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from server.compiler.ir.func import Value
from server.compiler.ir.ops import Op
from server.compiler.ir.types import INT
from server.compiler.ssa.evaluate import int_range
from server.compiler.types.model import Type
from server.compiler.types.predicates import is_integer, is_unsigned

_DEPTH: Final = 8  # edges on one path
_VISITS: Final = 200  # edges looked at in one question
_SIDE_DEPTH: Final = 3  # edges on a path of a side question, such as whether a sum overflows
_SIDE_QUESTIONS: Final = 2  # side questions of side questions
_LENGTHS: Final = {Op.SLICE_LEN: "len", Op.STRING_LEN: "len", Op.SLICE_CAP: "cap"}


@dataclass(frozen=True, slots=True)
class Measure:
    """The length or capacity of a slice or string: one quantity however often the program asks for it."""

    kind: str  # "len" or "cap"
    of: Value


@dataclass(frozen=True, slots=True)
class Number:
    """The number 0, which constants are measured from."""


ZERO: Final = Number()
Quantity = Value | Measure | Number


@dataclass(frozen=True, slots=True)
class Edge:
    """`x - to <= bound`, for the quantity x that the edge is stored with, and why."""

    to: Quantity
    bound: int
    why: str


def quantity(value: Value) -> tuple[Quantity, int]:
    """A value as a quantity plus a constant."""
    while value.op is Op.CHANGE_TYPE or value.op is Op.COPY or _keeps_value(value):
        value = value.args[0]
    if value.op is Op.CONST and isinstance(value.aux, int):
        return ZERO, value.aux
    if value.op is Op.ZERO:
        return ZERO, 0
    kind = _LENGTHS.get(value.op)
    if kind is not None:
        return Measure(kind, value.args[0]), 0
    return value, 0


def _keeps_value(value: Value) -> bool:
    """Whether a conversion keeps every number: its type holds all of the operand's."""
    if value.op is not Op.CONVERT:
        return False
    source, target = value.args[0].type, value.type
    if source is None or target is None or not is_integer(source) or not is_integer(target):
        return False
    (low, high), (own_low, own_high) = int_range(source), int_range(target)
    return own_low <= low and high <= own_high


def _fits_if_positive(value: Value) -> bool:
    """Whether a conversion between integers keeps the operand as long as that is not negative."""
    source, target = value.args[0].type, value.type
    if source is None or target is None or not is_integer(source) or not is_integer(target):
        return False
    return int_range(source)[1] <= int_range(target)[1]


class Facts:
    """The facts in force; `mark` and `undo` bracket a subtree of the dominator tree."""

    def __init__(self) -> None:
        self._edges: dict[Quantity, list[Edge]] = {}
        self._trail: list[Quantity] = []

    def mark(self) -> int:
        """A point to come back to."""
        return len(self._trail)

    def undo(self, mark: int) -> None:
        """Take back what was added since `mark`."""
        while len(self._trail) > mark:
            self._edges[self._trail.pop()].pop()

    def add(self, x: Value, y: Value, bound: int, why: str) -> None:
        """x - y <= bound"""
        (a, m), (b, n) = quantity(x), quantity(y)
        self._add(a, b, bound - m + n, why)

    def at_least(self, x: Value, number: int, why: str) -> None:
        """x >= number"""
        a, m = quantity(x)
        self._add(ZERO, a, m - number, why)

    def at_most(self, x: Value, number: int, why: str) -> None:
        """x <= number"""
        a, m = quantity(x)
        self._add(a, ZERO, number - m, why)

    def _add(self, a: Quantity, b: Quantity, bound: int, why: str) -> None:
        if a == b:
            return
        self._edges.setdefault(a, []).append(Edge(b, bound, why))
        self._trail.append(a)

    def proves(self, x: Value, y: Value, bound: int) -> list[str] | None:
        """The reasons why x - y <= bound, or None when that does not follow."""
        (a, m), (b, n) = quantity(x), quantity(y)
        return _Search(self._edges, 0).path(a, b, bound - m + n, _DEPTH)

    def proves_at_least(self, x: Value, number: int) -> list[str] | None:
        """The reasons why x >= number, or None."""
        a, m = quantity(x)
        return _Search(self._edges, 0).path(ZERO, a, m - number, _DEPTH)

    def proves_at_most(self, x: Value, number: int) -> list[str] | None:
        """The reasons why x <= number, or None."""
        a, m = quantity(x)
        return _Search(self._edges, 0).path(a, ZERO, number - m, _DEPTH)


class _Search:
    """One question."""

    def __init__(self, edges: dict[Quantity, list[Edge]], level: int) -> None:
        self.edges = edges
        self.level = level  # 0 for the question itself, more for side questions
        self.visits = 0
        self.best: dict[tuple[Quantity, int], int] = {}

    def path(self, start: Quantity, goal: Quantity, bound: int, depth: int) -> list[str] | None:
        """Reasons along a path from start to goal whose bounds add up to no more than `bound`."""
        if start == goal:
            return [] if bound >= 0 else None
        if depth == 0 or self.visits > _VISITS:
            return None
        seen = self.best.get((start, depth))
        if seen is not None and seen >= bound:
            return None
        self.best[start, depth] = bound
        for edge in self._outgoing(start, goal):
            self.visits += 1
            rest = self.path(edge.to, goal, bound - edge.bound, depth - 1)
            if rest is not None:
                return [edge.why, *rest] if edge.why else rest
        return None

    def _outgoing(self, start: Quantity, goal: Quantity) -> Iterator[Edge]:
        yield from reversed(self.edges.get(start, ()))
        if isinstance(start, Measure):
            if start.kind == "len":
                yield Edge(Measure("cap", start.of), 0, "")
        elif isinstance(start, Value):
            yield from self._below(start)
        elif isinstance(goal, Measure):
            yield Edge(goal, 0, "")  # 0 <= len
        elif isinstance(goal, Value):
            yield from self._from_zero(goal)

    def _from_zero(self, goal: Value) -> Iterator[Edge]:
        """0 - goal <= bound: lower bounds of a value."""
        low = lower_bound(goal)
        if low is not None:
            yield Edge(goal, -low, "")
        if any(self._is_not_negative(arg) for arg in _never_above(goal)):
            yield Edge(goal, 0, "")
        base, number = addend(goal)
        if base is not None and self._exact(base, number, goal.type):
            # goal = base + number, so 0 - goal <= (bound of 0 - base) - number.
            yield from self._through(base, goal, -number)
        minuend, subtrahend = _difference(goal)
        if minuend is not None and subtrahend is not None:
            yield from self._difference_from_zero(goal, minuend, subtrahend)

    def _through(self, base: Value, goal: Value, shift: int) -> Iterator[Edge]:
        a, m = quantity(base)
        for extra in (-1, 0, 1):
            reasons = self._side_path(ZERO, a, m + extra)
            if reasons is not None:
                yield Edge(goal, extra + shift, "; ".join(reasons))
                return

    def _difference_from_zero(self, goal: Value, minuend: Value, subtrahend: Value) -> Iterator[Edge]:
        """x - y >= 0 when y <= x and both are not negative, so that nothing overflows."""
        if self._below_or_equal(subtrahend, minuend) and self._is_not_negative(subtrahend):
            yield Edge(goal, 0, "")

    def _side_path(self, start: Quantity, goal: Quantity, bound: int) -> list[str] | None:
        """A side question, which may ask only so many of its own."""
        if self.level >= _SIDE_QUESTIONS:
            return None
        return _Search(self.edges, self.level + 1).path(start, goal, bound, _SIDE_DEPTH)

    def _below_or_equal(self, x: Value, y: Value) -> bool:
        (a, m), (b, n) = quantity(x), quantity(y)
        return self._side_path(a, b, n - m) is not None

    def _is_not_negative(self, x: Value) -> bool:
        a, m = quantity(x)
        return self._side_path(ZERO, a, m) is not None

    def _below(self, value: Value) -> Iterator[Edge]:
        """value - y <= bound: upper bounds that the definition of a value gives."""
        high = upper_bound(value)
        if high is not None:
            yield Edge(ZERO, high, "")
        base, number = addend(value)
        if base is not None and self._exact(base, number, value.type):
            a, m = quantity(base)
            yield Edge(a, m + number, "")
        minuend, subtrahend = _difference(value)
        if minuend is not None and subtrahend is not None and self._is_not_negative(subtrahend):
            a, m = quantity(minuend)
            if self._is_not_negative(minuend):
                yield Edge(a, m, "")
        if value.op is Op.CONVERT and _fits_if_positive(value) and self._is_not_negative(value.args[0]):
            a, m = quantity(value.args[0])
            yield Edge(a, m, "")
        if value.op is Op.REM and self._is_not_negative(value.args[1]):
            a, m = quantity(value.args[1])
            yield Edge(a, m - 1, "")
        for smaller in _never_above(value):
            if self._is_not_negative(smaller):
                a, m = quantity(smaller)
                yield Edge(a, m, "")

    def _exact(self, base: Value, number: int, typ: Type | None) -> bool:
        """Whether base + number does not overflow."""
        assert typ is not None
        low, high = int_range(typ)
        a, m = quantity(base)
        if number > 0:
            if self._side_path(a, ZERO, high - number - m) is not None:
                return True
            # base < anything of its own type leaves room for 1.
            return number == 1 and self._has_strict_bound(a, m, high)
        return self._side_path(ZERO, a, m - (low - number)) is not None

    def _has_strict_bound(self, a: Quantity, m: int, high: int) -> bool:
        return any(edge.bound + m <= -1 and _largest(edge.to) <= high for edge in self.edges.get(a, ()))


def _largest(quantity_: Quantity) -> int:
    """What a quantity never exceeds, by its type alone."""
    if isinstance(quantity_, Number):
        return 0
    typ = quantity_.type if isinstance(quantity_, Value) else INT
    assert typ is not None
    return int_range(typ)[1]


def addend(value: Value) -> tuple[Value | None, int]:
    """x and c of `x + c` or `x - c`."""
    if value.op not in (Op.ADD, Op.SUB) or value.type is None or not is_integer(value.type):
        return None, 0
    number = value.args[1].aux if value.args[1].op is Op.CONST else None
    if not isinstance(number, int):
        return None, 0
    return value.args[0], number if value.op is Op.ADD else -number


def _difference(value: Value) -> tuple[Value | None, Value | None]:
    if value.op is not Op.SUB or value.args[1].op is Op.CONST or value.type is None or not is_integer(value.type):
        return None, None
    return value.args[0], value.args[1]


def _constant_operand(value: Value) -> int | None:
    operand = value.args[1]
    return operand.aux if operand.op is Op.CONST and isinstance(operand.aux, int) else None


def lower_bound(value: Value) -> int | None:
    """What the definition alone says a value is never below."""
    typ = value.type
    if typ is None or not is_integer(typ):
        return None
    number = _constant_operand(value) if value.op is Op.AND else None
    return 0 if number is not None and number >= 0 else int_range(typ)[0]


def upper_bound(value: Value) -> int | None:
    """What the definition alone says a value is never above."""
    typ = value.type
    if typ is None or not is_integer(typ):
        return None
    number = _constant_operand(value) if value.op in (Op.AND, Op.REM, Op.SHR) else None
    if number is not None:
        if value.op is Op.AND and number >= 0:
            return number
        if value.op is Op.REM and number > 0:
            return number - 1
        if value.op is Op.SHR and is_unsigned(typ):
            return int_range(typ)[1] >> number
    return int_range(typ)[1]


def _never_above(value: Value) -> Iterator[Value]:
    """Operands that a value is not above when they are not negative: x >> n, x / n, x % y, x & y."""
    if value.type is None or not is_integer(value.type):
        return
    if value.op in (Op.SHR, Op.REM) or (value.op is Op.DIV and (_constant_operand(value) or 0) > 0):
        yield value.args[0]
    elif value.op is Op.AND:
        yield from value.args
