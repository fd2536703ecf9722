"""Facts about integers that hold at a point of the program, and what follows from them.

A fact is an edge `x - y <= c` between two quantities; a quantity is an SSA value or the number 0. Values are taken as
mathematical integers, so a sum contributes a fact only where it cannot overflow. `proves` looks for a path of edges
whose sum is small enough, to a bounded depth (Bodik, Gupta and Sarkar, "ABCD: Eliminating Array Bounds Checks on
Demand", 2000). Facts are added on the way down the dominator tree and taken back on the way up.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from server.compiler.ir.evaluate import int_range
from server.compiler.ir.func import Value
from server.compiler.ir.ops import Op
from server.compiler.ir.types import INT
from server.compiler.ssa.ranges import (
    addend,
    difference,
    is_minimum,
    lower_bound,
    never_above,
    scale_of,
    upper_bound,
)
from server.compiler.types.model import Type
from server.compiler.types.predicates import is_integer, is_unsigned

_DEPTH: Final = 8  # edges on one path
_VISITS: Final = 200  # edges looked at in one question
_NEWEST: Final = 40  # facts about one quantity that one question looks at
_SIDE_DEPTH: Final = 3  # edges on a path of a side question, such as whether a sum overflows
_SIDE_QUESTIONS: Final = 2  # side questions of side questions
_MOST_SUMS: Final = 8  # sums of one quantity that one question looks at
_WIDEST: Final = 4  # operands of a PHI that are asked one by one
_LENGTHS: Final = {Op.SLICE_LEN: "len", Op.STRING_LEN: "len", Op.SLICE_CAP: "cap"}
_PARTS: Final = {Op.SLICE_LEN: 1, Op.STRING_LEN: 1, Op.SLICE_CAP: 2}  # which operand of what makes the slice


# The search below makes and compares these by the hundred thousand: they are written out, for what `dataclass`
# generates is never compiled.


class Measure:
    """The length or capacity of a slice or string: one quantity however often the program asks for it."""

    __slots__ = ("kind", "of")

    def __init__(self, kind: str, of: Value) -> None:
        self.kind: Final = kind  # "len" or "cap"
        self.of: Final = of

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Measure) and self.of is other.of and self.kind == other.kind

    def __hash__(self) -> int:
        return hash((self.kind, self.of.id))


class Number:
    """The number 0, which constants are measured from; there is one."""

    __slots__ = ()


ZERO: Final = Number()
Quantity = Value | Measure | Number


class Edge:
    """`x - y <= bound`, and why; `to` is the end that the edge is not stored with."""

    __slots__ = ("bound", "to", "why")

    def __init__(self, to: Quantity, bound: int, why: str) -> None:
        self.to: Final = to
        self.bound: Final = bound
        self.why: Final = why


def quantity(value: Value) -> tuple[Quantity, int]:
    """A value as a quantity plus a constant."""
    while True:
        if value.op is Op.CHANGE_TYPE or value.op is Op.COPY or _keeps_value(value):
            value = value.args[0]
        elif value.op in _PARTS and value.args[0].op in (Op.SLICE_MAKE, Op.STRING_MAKE):
            value = value.args[0].args[_PARTS[value.op]]
        else:
            break
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
        self.above: dict[Quantity, list[Edge]] = {}  # x: the edges x - y <= c, each naming y
        self.below: dict[Quantity, list[Edge]] = {}  # y: the same edges, each naming x
        self.sums: dict[Quantity, list[Value]] = {}  # x: the values x + c that have been computed
        self._trail: list[tuple[Quantity, Quantity] | Quantity] = []

    def mark(self) -> int:
        """A point to come back to."""
        return len(self._trail)

    def undo(self, mark: int) -> None:
        """Take back what was added since `mark`."""
        while len(self._trail) > mark:
            entry = self._trail.pop()
            if isinstance(entry, tuple):
                self.above[entry[0]].pop()
                self.below[entry[1]].pop()
            else:
                self.sums[entry].pop()

    def computed(self, value: Value) -> None:
        """Remember a sum: what is known of `x + c` says something about x."""
        base, _ = addend(value)
        if base is not None:
            key = quantity(base)[0]
            self.sums.setdefault(key, []).append(value)
            self._trail.append(key)

    def add(self, x: Value, y: Value, bound: int, why: str) -> None:
        """x - y <= bound"""
        (a, m), (b, n) = quantity(x), quantity(y)
        self._add(a, b, bound - m + n, why)

    def at_least(self, x: Value, number: int, why: str) -> None:
        """x >= number"""
        a, m = quantity(x)
        self._add(ZERO, a, m - number, why)

    def _add(self, a: Quantity, b: Quantity, bound: int, why: str) -> None:
        if a == b:
            return
        self.above.setdefault(a, []).append(Edge(b, bound, why))
        self.below.setdefault(b, []).append(Edge(a, bound, why))
        self._trail.append((a, b))

    def proves(self, x: Value, y: Value, bound: int) -> list[str] | None:
        """The reasons why x - y <= bound, or None when that does not follow."""
        (a, m), (b, n) = quantity(x), quantity(y)
        return _Search(self, 0).path(a, b, bound - m + n, _DEPTH)

    def proves_at_least(self, x: Value, number: int) -> list[str] | None:
        """The reasons why x >= number, or None."""
        a, m = quantity(x)
        return _Search(self, 0).path(ZERO, a, m - number, _DEPTH)

    def proves_at_most(self, x: Value, number: int) -> list[str] | None:
        """The reasons why x <= number, or None."""
        a, m = quantity(x)
        return _Search(self, 0).path(a, ZERO, number - m, _DEPTH)

    def scaled(self, value: Value) -> None:
        """Learn the range of `x * c`, `x << c`, `x / c` and `x >> c` from that of x, where x is not negative."""
        scale = scale_of(value)
        if scale is None or self.proves_at_least(value.args[0], 0) is None:
            return
        a, m = quantity(value.args[0])
        largest = _Search(self, 0).largest(a, _SIDE_DEPTH)
        assert value.type is not None
        if largest is None or scale(largest + m) > int_range(value.type)[1]:
            return
        self._add(ZERO, value, 0, "")
        self._add(value, ZERO, scale(largest + m), "")


class _Search:
    """One question. Paths are searched from x upwards, but to the number 0 backwards: half of all facts begin there."""

    def __init__(self, facts: Facts, level: int) -> None:
        self.facts = facts
        self.level = level  # 0 for the question itself, more for side questions
        self.visits = 0
        self.best: dict[tuple[Quantity, int], int] = {}

    def path(self, start: Quantity, goal: Quantity, bound: int, depth: int) -> list[str] | None:
        """Reasons along a path from start to goal whose bounds add up to no more than `bound`."""
        if start == goal:
            return [] if bound >= 0 else None
        backwards = start is ZERO
        place = goal if backwards else start
        if not self._worth_trying(place, bound, depth):
            return None
        for edge in self._incoming(place) if backwards else self._outgoing(place):
            self.visits += 1
            left = bound - edge.bound
            rest = self.path(ZERO, edge.to, left, depth - 1) if backwards else self.path(edge.to, goal, left, depth - 1)
            if rest is not None:
                return [edge.why, *rest] if edge.why else rest
        return None

    def largest(self, start: Quantity, depth: int) -> int | None:
        """The least number that a path shows `start` not to be above, if there is one."""
        if start is ZERO:
            return 0
        self.visits += 1
        if depth == 0 or self.visits > _VISITS:
            return None
        found: list[int] = []
        for edge in self._outgoing(start):
            rest = self.largest(edge.to, depth - 1)
            if rest is not None:
                found.append(rest + edge.bound)
        return min(found, default=None)

    def _worth_trying(self, place: Quantity, bound: int, depth: int) -> bool:
        if depth == 0 or self.visits > _VISITS:
            return False
        seen = self.best.get((place, depth))
        if seen is not None and seen >= bound:
            return False
        self.best[place, depth] = bound
        return True

    def _outgoing(self, start: Quantity) -> Iterator[Edge]:
        """The edges start - y <= c, the newest facts first."""
        yield from islice(reversed(self.facts.above.get(start, ())), _NEWEST)
        if isinstance(start, Measure):
            yield Edge(ZERO, int_range(INT)[1], "")
            if start.kind == "len":
                yield Edge(Measure("cap", start.of), 0, "")
        elif isinstance(start, Value):
            yield from self._below(start)
        for total, number in self._sums_of(start):
            yield Edge(total, -number, "")

    def _incoming(self, goal: Quantity) -> Iterator[Edge]:
        """The edges x - goal <= c, for lower bounds of the goal."""
        yield from islice(reversed(self.facts.below.get(goal, ())), _NEWEST)
        if isinstance(goal, Measure):
            yield Edge(ZERO, 0, "") if goal.kind == "len" else Edge(Measure("len", goal.of), 0, "")
        elif isinstance(goal, Value):
            yield from self._above(goal)
        for total, number in self._sums_of(goal):
            yield Edge(total, number, "")

    def _sums_of(self, base: Quantity) -> Iterator[tuple[Quantity, int]]:
        """Quantities that are `base` plus a number."""
        for value in islice(reversed(self.facts.sums.get(base, ())), _MOST_SUMS):
            operand, number = addend(value)
            if operand is not None and (
                self._exact(operand, number, value.type) or self._has_not_wrapped(value, number)
            ):
                yield value, quantity(operand)[1] + number

    def _above(self, goal: Value) -> Iterator[Edge]:
        """x - goal <= bound: lower bounds that the definition of a value gives."""
        low = lower_bound(goal)
        if low is not None:
            yield Edge(ZERO, -low, "")
        if any(self._is_not_negative(arg) for arg in never_above(goal)):
            yield Edge(ZERO, 0, "")
        if goal.op is Op.PHI and len(goal.args) <= _WIDEST and all(map(self._is_not_negative, goal.args)):
            yield Edge(ZERO, 0, "")
        if is_minimum(goal) is False:
            for larger in goal.args:
                a, m = quantity(larger)
                yield Edge(a, -m, "")
        base, number = addend(goal)
        if base is not None and self._exact(base, number, goal.type):
            a, m = quantity(base)
            yield Edge(a, -m - number, "")
        minuend, subtrahend = difference(goal)
        if minuend is not None and subtrahend is not None:
            # x - y >= 0 when y <= x and y is not negative, so that nothing overflows.
            ordered = self._below_or_equal(subtrahend, minuend) and self._is_not_negative(subtrahend)
            if ordered:
                yield Edge(ZERO, 0, "")

    def _side_path(self, start: Quantity, goal: Quantity, bound: int) -> list[str] | None:
        """A side question, which may ask only so many of its own."""
        if self.level >= _SIDE_QUESTIONS:
            return None
        return _Search(self.facts, self.level + 1).path(start, goal, bound, _SIDE_DEPTH)

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
        if is_minimum(value):
            for smaller in value.args:
                a, m = quantity(smaller)
                yield Edge(a, m, "")
        base, number = addend(value)
        if base is not None and self._exact(base, number, value.type):
            a, m = quantity(base)
            yield Edge(a, m + number, "")
        minuend, subtrahend = difference(value)
        if minuend is not None and subtrahend is not None and self._does_not_wrap(minuend, subtrahend):
            a, m = quantity(minuend)
            yield Edge(a, m, "")
        if value.op is Op.CONVERT and _fits_if_positive(value) and self._is_not_negative(value.args[0]):
            a, m = quantity(value.args[0])
            yield Edge(a, m, "")
        if value.op is Op.REM and self._is_not_negative(value.args[1]):
            a, m = quantity(value.args[1])
            yield Edge(a, m - 1, "")
        for smaller in never_above(value):
            if self._is_not_negative(smaller):
                a, m = quantity(smaller)
                yield Edge(a, m, "")

    def _does_not_wrap(self, minuend: Value, subtrahend: Value) -> bool:
        """Whether x - y is not above x: y is not negative, and the difference is one of the type's numbers."""
        assert minuend.type is not None
        if not self._is_not_negative(subtrahend):
            return False
        if is_unsigned(minuend.type):
            return self._below_or_equal(subtrahend, minuend)
        return self._is_not_negative(minuend)

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

    def _has_not_wrapped(self, total: Value, number: int) -> bool:
        """Whether the sum `x + number` itself is too small or large to have come about by overflow."""
        assert total.type is not None
        low, high = int_range(total.type)
        if number < 0:
            return self._side_path(total, ZERO, high + number) is not None
        return self._side_path(ZERO, total, -(low + number)) is not None

    def _has_strict_bound(self, a: Quantity, m: int, high: int) -> bool:
        return any(
            edge.bound + m <= -1 and _largest(edge.to) <= high
            for edge in islice(reversed(self.facts.above.get(a, ())), _NEWEST)
        )


def _largest(quantity_: Quantity) -> int:
    """What a quantity never exceeds, by its type alone."""
    if isinstance(quantity_, Number):
        return 0
    typ = quantity_.type if isinstance(quantity_, Value) else INT
    assert typ is not None
    return int_range(typ)[1]
