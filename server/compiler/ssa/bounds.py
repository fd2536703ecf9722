"""Bounds-check elimination.

    b1: if (lt t0, t1) then b2 else b3          t1 = slicelen t4, t0 >= 0
    b2: boundscheck t0, t1 index          =>    (nothing)

A check goes when the facts of dominating branches, checks and loops imply it (`facts.py`); so do checks of divisors and
shift counts. Loop counters get the bound that they start from (`induction.py`). Every bounds check is recorded: what
proves it, or which fact is missing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from server.compiler.ir.decisions import DecisionKind
from server.compiler.ir.dominators import Dominators
from server.compiler.ir.func import Block, Exit, Value
from server.compiler.ir.ops import BoundsKind, Op
from server.compiler.ssa.evaluate import int_bits
from server.compiler.ssa.facts import Facts
from server.compiler.ssa.induction import learn_counters
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


def eliminate_bounds_checks(work: Work) -> None:
    """One walk over the dominator tree with the facts in force."""
    tree = Dominators(work.func)
    facts = Facts()
    learn_counters(work.func, tree, facts)
    marks: dict[Block, int] = {}
    for block, entering in tree.depth_first():
        if entering:
            marks[block] = facts.mark()
            _learn_branch(work, block, facts)
            block.values = [value for value in block.values if not _visit(work, value, facts)]
        else:
            facts.undo(marks.pop(block))


def _learn_branch(work: Work, block: Block, facts: Facts) -> None:
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
    """`uint(x) < uint(y)` with y not negative bounds the signed x from both sides."""
    if small.op is not Op.CONVERT or small.type is None or not is_unsigned(small.type):
        return
    inner = small.args[0]
    if inner.type is None or not is_integer(inner.type) or is_unsigned(inner.type):
        return
    limit = large.args[0] if large.op is Op.CONVERT else large
    if limit.type is None or not int_bits(inner.type) == int_bits(limit.type) == int_bits(small.type):
        return
    if facts.proves_at_least(limit, 0) is not None:
        facts.at_least(inner, 0, why)
        facts.add(inner, limit, bound, why)


def _visit(work: Work, value: Value, facts: Facts) -> bool:
    """Whether a value is a check that cannot fail; learns from those that stay."""
    if value.op is Op.SHIFT_CHECK:
        return facts.proves_at_least(value.args[0], 0) is not None
    if value.op is Op.DIV_CHECK:
        return facts.proves_at_least(value.args[0], 1) is not None
    if value.op is not Op.BOUNDS_CHECK:
        return False
    index, limit = value.args
    assert isinstance(value.aux, BoundsKind)
    if value.aux is BoundsKind.CONVERT:
        index, limit = limit, index
    strict = 1 if value.aux is BoundsKind.INDEX else 0
    low = facts.proves_at_least(index, 0)
    high = facts.proves(index, limit, -strict)
    if low is not None and high is not None:
        reason = "; ".join(dict.fromkeys([*low, *high])) or "its operands show it"
        work.decide(DecisionKind.BOUNDS_CHECK, value.span, "removed", reason)
        return True
    work.decide(DecisionKind.BOUNDS_CHECK, value.span, "kept", _missing(work, value, low is None, high is None))
    why = f"the check of {work.func.text_of(value.span) or 'the same index'}"
    facts.at_least(index, 0, why)
    facts.add(index, limit, -strict, why)
    return False


def _missing(work: Work, check: Value, low: bool, high: bool) -> str:
    index, limit = (_name(work, arg) for arg in check.args)
    relation = "<" if check.aux is BoundsKind.INDEX else "<="
    parts = [f"{index} >= 0"] if low else []
    if high:
        parts.append(f"{index} {relation} {limit}")
    return f"nothing shows that {' and '.join(parts)}"


def _name(work: Work, value: Value) -> str:
    """A value as the programmer would write it."""
    rule = _NAMES.get(value.op)
    inner = work.func.text_of(value.args[0].span) if rule is not None and value.args else ""
    if rule is not None and inner:
        return rule(inner)
    if value.op is Op.CONST:
        return str(value.aux)
    return work.func.text_of(value.span) or "the limit"


_NAMES: Final[dict[Op, Callable[[str], str]]] = {
    Op.SLICE_LEN: "len({})".format,
    Op.STRING_LEN: "len({})".format,
    Op.SLICE_CAP: "cap({})".format,
}
