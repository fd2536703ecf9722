"""Elimination of bounds checks, and of branches that go one way only.

    b1: if (lt t0, t1) then b2 else b3          t1 = slicelen t4, t0 >= 0
    b2: boundscheck t0, t1 index          =>    (nothing)

A check goes when the facts of dominating branches, checks and loops imply it (`facts.py`); so do checks of divisors and
shift counts. A branch that the facts decide becomes a jump (`branches.py`). Loop counters get the bound that they start
from (`induction.py`). Every bounds check is recorded: what proves it, or which fact is missing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from server.compiler.ir.decisions import DecisionKind
from server.compiler.ir.dominators import Dominators
from server.compiler.ir.func import Block, Value
from server.compiler.ir.graph import fix_branch, remove_unreachable
from server.compiler.ir.ops import BoundsKind, Op
from server.compiler.ssa.branches import decide_branch, learn_branch
from server.compiler.ssa.facts import Facts
from server.compiler.ssa.induction import learn_counters
from server.compiler.ssa.options import Work


def eliminate_bounds_checks(work: Work) -> None:
    """One walk over the dominator tree with the facts in force."""
    tree = Dominators(work.func)
    facts = Facts()
    learn_counters(work.func, tree, facts)
    marks: dict[Block, int] = {}
    decided: dict[Block, tuple[int, list[str]]] = {}  # branches of which one way is never taken: the other, and why
    dead: set[Block] = set()
    for block, entering in tree.depth_first():
        if not entering:
            facts.undo(marks.pop(block))
            continue
        marks[block] = facts.mark()
        if _is_dead(block, tree, decided, dead):
            dead.add(block)
            continue
        learn_branch(work, block, facts)
        block.values = [value for value in block.values if not _visit(work, value, facts)]
        known = decide_branch(block, facts)
        if known is not None:
            decided[block] = known
    for block, (taken, reasons) in decided.items():
        lost, why = block.succs[1 - taken], "; ".join(dict.fromkeys(reasons)) or "its operands show it"
        work.decide(DecisionKind.DEAD_CODE, block.exit_span, "removed", f"{lost.comment} is dead: {why}")
        fix_branch(block, taken)
    if decided:
        remove_unreachable(work.func)


def _is_dead(block: Block, tree: Dominators, decided: dict[Block, tuple[int, list[str]]], dead: set[Block]) -> bool:
    """Whether a block is reached only over branches that are never taken."""
    parent = tree.idom(block)
    if parent is None:
        return False
    if parent in dead:
        return True
    return parent in decided and block.preds == [parent] and parent.succs[decided[parent][0]] is not block


def _visit(work: Work, value: Value, facts: Facts) -> bool:
    """Whether a value is a check that cannot fail; learns from those that stay."""
    if value.op in (Op.ADD, Op.SUB):
        facts.computed(value)
        return False
    if value.op in (Op.MUL, Op.DIV, Op.SHL, Op.SHR):
        facts.scaled(value)
        return False
    if value.op is Op.SLICE_MAKE:
        _learn_slice(value, facts)
        return False
    if value.op is Op.STRING_MAKE:
        facts.at_least(value.args[1], 0, "it is the length of a string")
        return False
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


def _learn_slice(value: Value, facts: Facts) -> None:
    """A slice that exists has a length between 0 and its capacity."""
    _, length, capacity = value.args
    facts.at_least(length, 0, "it is the length of a slice")
    facts.add(length, capacity, 0, "it is the length of a slice")


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
