"""Loop counters: values that a loop changes by a constant step while a test holds.

    t2 = phi [b0: 0, b3: t9] int        0 <= t2
    if (lt t2 t1) then body else done
    t9 = add t2, 1

The counter never falls below what it starts from, because the test keeps the sum from overflowing: `i < n` leaves
room for 1, and for a larger step when n is a length (lengths are below 2^62). Counting down is the mirror image.
"""

from __future__ import annotations

from typing import Final

from server.compiler.ir.dominators import Dominators
from server.compiler.ir.func import Block, Exit, Func, Value
from server.compiler.ir.graph import phis
from server.compiler.ir.ops import Op
from server.compiler.ssa.facts import Facts
from server.compiler.ssa.ranges import addend
from server.compiler.types.predicates import is_integer, is_unsigned

_MAX_STEP: Final = 1 << 32
_MEASURES: Final = frozenset({Op.SLICE_LEN, Op.STRING_LEN, Op.SLICE_CAP})
_MIRRORED: Final = {Op.LT: Op.GT, Op.GT: Op.LT, Op.LE: Op.GE, Op.GE: Op.LE, Op.NE: Op.NE}


def learn_counters(func: Func, tree: Dominators, facts: Facts) -> None:
    """Add for each loop counter the bound that it starts from; these facts hold everywhere."""
    tests = _tests(func)
    for block in func.blocks:
        if len(block.preds) < 2:
            continue
        for phi in phis(block):
            if phi.type is not None and is_integer(phi.type):
                _learn(phi, tree, tests, facts)


def _tests(func: Func) -> dict[Value, list[tuple[Block, Value]]]:
    """For each value the branches that compare it."""
    found: dict[Value, list[tuple[Block, Value]]] = {}
    for block in func.blocks:
        if block.exit is Exit.IF and block.controls[0].op in _MIRRORED:
            for arg in block.controls[0].args:
                found.setdefault(arg, []).append((block, block.controls[0]))
    return found


def _learn(phi: Value, tree: Dominators, tests: dict[Value, list[tuple[Block, Value]]], facts: Facts) -> None:
    starts: list[Value] = []
    steps: list[tuple[Value, int]] = []
    for arg in phi.args:
        base, number = addend(arg)
        if base is phi and number:
            steps.append((arg, number))
        else:
            starts.append(arg)
    if len(starts) != 1 or not steps or len({number > 0 for _, number in steps}) != 1:
        return
    if not all(_is_guarded(phi, step, number, tree, tests) for step, number in steps):
        return
    why = "the loop counts up" if steps[0][1] > 0 else "the loop counts down"
    if steps[0][1] > 0:
        facts.add(starts[0], phi, 0, why)
    else:
        facts.add(phi, starts[0], 0, why)


def _is_guarded(
    phi: Value, step: Value, number: int, tree: Dominators, tests: dict[Value, list[tuple[Block, Value]]]
) -> bool:
    """Whether a test that dominates the step keeps it from overflowing."""
    for block, test in tests.get(phi, ()):
        op, limit = _oriented(test, phi)
        for edge, succ in enumerate(block.succs):
            enters = len(succ.preds) == 1 and tree.dominates(succ, step.block)
            if enters and _leaves_room(op if edge == 0 else None, limit, number, phi):
                return True
    return False


def _oriented(test: Value, phi: Value) -> tuple[Op, Value]:
    left, right = test.args
    return (test.op, right) if left is phi else (_MIRRORED[test.op], left)


def _leaves_room(op: Op | None, limit: Value, number: int, phi: Value) -> bool:
    assert phi.type is not None
    if op is None:
        return False
    if number > 0:
        if op is Op.LT:
            return number == 1 or (number <= _MAX_STEP and _is_small(limit))
        return op is Op.LE and number <= _MAX_STEP and _is_small(limit)
    if is_unsigned(phi.type):
        return op is Op.GT and number == -1
    # A signed counter above some limit leaves room for -1; >= needs a limit that is not the smallest number.
    return (op is Op.GT and number == -1) or (op in (Op.GT, Op.GE) and _is_not_far_below(limit, number))


def _is_small(limit: Value) -> bool:
    if limit.op is Op.CONST and isinstance(limit.aux, int):
        return abs(limit.aux) < 1 << 30
    return limit.op in _MEASURES


def _is_not_far_below(limit: Value, number: int) -> bool:
    is_constant = limit.op in (Op.CONST, Op.ZERO)
    value = limit.aux if limit.op is Op.CONST else 0
    return is_constant and isinstance(value, int) and value >= 0 and number >= -_MAX_STEP
