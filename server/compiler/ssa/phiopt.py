"""Choices between booleans that need no branch.

    b1: if t0 then b2 else b3
    b2: jump b3                           b1: ...
    b3: t1 = phi [b2: true, b1: false]    b3: uses of t1 become t0

    t1 = phi [b2: true, b1: t2]     =>    t1 = or t0, t2 bool        t2 is computed either way
    t1 = phi [b2: t2, b1: false]    =>    t1 = and t0, t2 bool

Algorithm: of a block with two predecessors, the dominator that branches decides over which of them it is entered, if
each lies behind one way out of the branch alone. Two constants are then the condition or its opposite, whatever else
happens on the ways; with another operand the ways must be empty. A branch both of whose ways are empty and that no PHI
depends on any more goes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from server.compiler.ir.decisions import DecisionKind
from server.compiler.ir.dominators import Dominators
from server.compiler.ir.func import Block, Exit, Value
from server.compiler.ir.graph import fix_branch, phis, remove_unreachable, replace_values
from server.compiler.ir.notes import forget
from server.compiler.ir.ops import Op
from server.compiler.ssa.dce import has_effect
from server.compiler.ssa.options import Work
from server.compiler.types.identical import identical
from server.compiler.types.predicates import is_boolean

_NAMES: Final = {Op.COPY: "Copy", Op.NOT: "Not", Op.OR: "OrB", Op.AND: "AndB"}  # as gc prints them


@dataclass(frozen=True, slots=True)
class _Choice:
    """A block with two predecessors, and the branch that decides between them."""

    block: Block
    branch: Block
    ways: tuple[int, int]  # for each predecessor the way out of the branch that leads there: 0 true, 1 false
    is_empty: bool  # nothing happens on the ways
    tree: Dominators


def turn_choices(work: Work) -> None:
    """Block by block; the graph changes only at the end."""
    tree = Dominators(work.func)
    replaced: dict[Value, Value] = {}
    idle: list[Block] = []
    for block in tree.order:
        choice = _choice(block, tree)
        if choice is None:
            continue
        turned = {phi: new for phi in phis(block) if (new := _turned(phi, choice)) is not None}
        for phi, (op, other) in turned.items():
            replaced[phi] = _placed(work, phi, choice, op, other)
        block.values = [value for value in block.values if value not in turned]
        goes = choice.is_empty and not phis(block)
        if goes:
            idle.append(choice.branch)
            _forget_ways(choice)
        for phi, (op, _) in turned.items():
            _report(work, phi, op, block if goes else choice.branch)
    replace_values(work.func, replaced)
    for branch in idle:
        fix_branch(branch, 0)
    remove_unreachable(work.func)


def _choice(block: Block, tree: Dominators) -> _Choice | None:
    branch = tree.idom(block)
    if branch is None or len(block.preds) != 2 or branch.exit is not Exit.IF or branch.succs[0] is branch.succs[1]:
        return None
    first, second = (_way(pred, block, branch, tree) for pred in block.preds)
    if first is None or second is None or first == second:
        return None
    is_empty = all(_is_empty(pred, branch) for pred in block.preds)
    return _Choice(block, branch, (first, second), is_empty, tree)


def _way(pred: Block, block: Block, branch: Block, tree: Dominators) -> int | None:
    if pred is branch:
        return branch.succs.index(block)
    for way, succ in enumerate(branch.succs):
        if len(succ.preds) == 1 and tree.dominates(succ, pred):
            return way
    return None


def _is_empty(pred: Block, branch: Block) -> bool:
    while pred is not branch:
        if len(pred.succs) != 1 or len(pred.preds) != 1 or any(map(has_effect, pred.values)):
            return False
        pred = pred.preds[0]
    return True


def _forget_ways(choice: _Choice) -> None:
    """Nothing tells the ways apart any more, so what happens to variables on them is not known."""
    for pred in choice.block.preds:
        while pred is not choice.branch:
            forget(choice.block, pred.notes)
            pred.notes.clear()
            pred = pred.preds[0]


def _turned(phi: Value, choice: _Choice) -> tuple[Op, Value | None] | None:
    """What a PHI becomes: an op of the condition, and its other operand."""
    if phi.type is None or not is_boolean(phi.type):
        return None
    condition = choice.branch.controls[0]
    yes, no = (phi.args[choice.ways.index(way)] for way in (0, 1))
    if_yes, if_no = _constant(yes, condition, True), _constant(no, condition, False)
    if if_yes is not None and if_no is not None:
        return (Op.COPY if if_yes else Op.NOT, None) if if_yes is not if_no else None
    if choice.is_empty and if_yes is True and _is_before(no, choice):
        return Op.OR, no
    if choice.is_empty and if_no is False and _is_before(yes, choice):
        return Op.AND, yes
    return None


def _constant(value: Value, condition: Value, holds: bool) -> bool | None:
    """The value as a constant; the condition itself is one on each way."""
    if value is condition:
        return holds
    if value.op is Op.ZERO:
        return False
    return value.aux if value.op is Op.CONST and isinstance(value.aux, bool) else None


def _is_before(value: Value, choice: _Choice) -> bool:
    return value.block is not choice.block and choice.tree.dominates(value.block, choice.block)


def _placed(work: Work, phi: Value, choice: _Choice, op: Op, other: Value | None) -> Value:
    """What stands for a PHI, new values behind the PHIs of its block."""
    block, condition = choice.block, choice.branch.controls[0]
    at = len(phis(block))
    assert phi.type is not None
    if condition.type is None or not identical(condition.type, phi.type):
        condition = work.func.new_value(block, Op.CHANGE_TYPE, phi.type, [condition], None, phi.span)
        block.values.insert(at, condition)
        at += 1
    if op is Op.COPY:
        return condition
    args = [condition] if other is None else [condition, other]
    value = work.func.new_value(block, op, phi.type, args, None, phi.span)
    block.values.insert(at, value)
    return value


def _report(work: Work, phi: Value, op: Op, place: Block) -> None:
    """The place is what uses the value if the branch goes, else the branch."""
    span, subject = place.exit_span or phi.span, work.func.text_of(phi.span)
    message = f"converted OpPhi to {_NAMES[op]}"
    work.decide(DecisionKind.PHI, span, op.value, "the condition of the branch shows the value", subject, (), message)
