"""What branches say about integers, and branches that the facts decide.

b1: if (lt t0, t1) then b2 else b3
b2: ...                                     here t0 - t1 <= -1
"""

from __future__ import annotations

from typing import Final

from server.compiler.ir.evaluate import int_bits, int_range
from server.compiler.ir.func import Block, Exit, Value
from server.compiler.ir.ops import Op
from server.compiler.ssa.facts import Facts
from server.compiler.ssa.options import Work
from server.compiler.types.predicates import is_integer, is_unsigned

# What a branch on `x op y` shows: (x below y?, bound) pairs for the true edge; the false edge shows the inverse's.
_SHOWS: Final = {
    Op.LT: ((True, -1),),
    Op.LE: ((True, 0),),
    Op.GT: ((False, -1),),
    Op.GE: ((False, 0),),
    Op.EQ: ((True, 0), (False, 0)),
    Op.NE: (),
}
_INVERSE: Final = {Op.LT: Op.GE, Op.GE: Op.LT, Op.LE: Op.GT, Op.GT: Op.LE, Op.EQ: Op.NE, Op.NE: Op.EQ}


def learn_branch(work: Work, block: Block, facts: Facts) -> None:
    """The condition under which a block was entered."""
    if len(block.preds) != 1 or block.preds[0].exit is not Exit.IF:
        return
    pred = block.preds[0]
    test = pred.controls[0]
    if pred.succs[0] is pred.succs[1] or test.op not in _SHOWS:
        return
    x, y = test.args
    if x.type is None or not is_integer(x.type):
        return
    op = test.op if pred.succs[0] is block else _INVERSE[test.op]
    text = _condition_text(work, pred, op)
    if op is Op.NE:
        _learn_unequal(facts, x, y, text)
    for x_first, bound in _SHOWS[op]:
        small, large = (x, y) if x_first else (y, x)
        facts.add(small, large, bound, text)
        _learn_unsigned(facts, small, large, bound, text)


def _learn_unequal(facts: Facts, x: Value, y: Value, why: str) -> None:
    """x != y sharpens x <= y to x < y, and x >= y to x > y."""
    for small, large in ((x, y), (y, x)):
        reasons = facts.proves(small, large, 0)
        if reasons is not None:
            facts.add(small, large, -1, "; ".join([*reasons, why]))


def _condition_text(work: Work, block: Block, op: Op) -> str:
    """The condition at the end of a block as a reason; that of a range loop stands nowhere in the source."""
    test = block.controls[0]
    text = work.func.text_of(test.span)
    if not text:
        ranged = work.func.text_of(block.exit_span)
        return f"the range over {ranged}" if ranged else "the condition of the loop"
    return text if op is test.op else f"not {text}"


def _learn_unsigned(facts: Facts, small: Value, large: Value, bound: int, why: str) -> None:
    """`uint(x) < uint(y)` bounds the signed x from both sides, if y is a number of its type that is not negative."""
    if small.op is not Op.CONVERT or small.type is None or not is_unsigned(small.type):
        return
    inner = small.args[0]
    if inner.type is None or not is_integer(inner.type) or is_unsigned(inner.type):
        return
    limit = large.args[0] if large.op is Op.CONVERT else large
    if limit.type is None or not int_bits(inner.type) == int_bits(limit.type) == int_bits(small.type):
        return
    largest = int_range(inner.type)[1]
    if facts.proves_at_least(limit, 0) is not None and facts.proves_at_most(limit, largest) is not None:
        facts.at_least(inner, 0, why)
        facts.add(inner, limit, bound, why)


def decide_branch(block: Block, facts: Facts) -> tuple[int, list[str]] | None:
    """Which way a branch on integers always goes, if the facts show it, and which facts."""
    test = block.controls[0] if block.exit is Exit.IF else None
    if test is None or test.op not in _SHOWS or block.succs[0] is block.succs[1]:
        return None
    x, y = test.args
    if x.type is None or not is_integer(x.type):
        return None
    for taken, op in enumerate((test.op, _INVERSE[test.op])):
        reasons = _follows(op, x, y, facts)
        if reasons is not None:
            return taken, reasons
    return None


def _follows(op: Op, x: Value, y: Value, facts: Facts) -> list[str] | None:
    """The reasons why `x op y` holds."""
    if op is Op.NE:
        below = facts.proves(x, y, -1)
        return below if below is not None else facts.proves(y, x, -1)
    reasons: list[str] = []
    for x_first, bound in _SHOWS[op]:
        found = facts.proves(x, y, bound) if x_first else facts.proves(y, x, bound)
        if found is None:
            return None
        reasons += found
    return reasons
