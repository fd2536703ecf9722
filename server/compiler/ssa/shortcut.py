"""Short cuts: who comes to a branch from where its condition is known goes on to where it leads.

    b1: if t0 then b2 else b4                b1: if t0 then b2 else b6
    b2: t1 = ...; jump b4                    b2: t1 = ...; if t1 then b5 else b6
    b4: t2 = phi [b1: false, b2: t1]   =>
        if t2 then b5 else b6

Inlined predicates look like this: with the short cut, what was tested in them is known where their result was tested.

Algorithm: a block of PHIs that branches on one of them, where nothing else uses them. A predecessor whose operand is a
constant, or its own condition on that way out, gets the target as its successor; PHIs of the target take what they had
from the block. Straight ways are merged, and what that uncovers is looked at again. Invariant: what the target uses is
defined above the block, hence above each of its predecessors.
"""

from __future__ import annotations

from server.compiler.ir.func import Block, Exit, Func, Value
from server.compiler.ir.graph import phis, remove_unreachable, uses
from server.compiler.ir.notes import forget
from server.compiler.ir.ops import OP_INFO, Op
from server.compiler.ssa.options import Work
from server.compiler.ssa.tidy import merge_blocks


def take_short_cuts(work: Work) -> None:
    """Until there is none; a loop of known branches alone would go round for ever, so that their number is limited."""
    func = work.func
    left = len(func.blocks)
    while left > 0 and any(map(_may_be_passed, func.blocks)):
        merge_blocks(work)
        taken = _round(func)
        if taken == 0:
            return
        left -= taken
        remove_unreachable(func)
        merge_blocks(work)


def _may_be_passed(block: Block) -> bool:
    """Whether a block does nothing but branch on one of its PHIs; it may do nothing but jump to one that does."""
    while block.exit is Exit.JUMP and len(block.succs[0].preds) == 1 and block.succs[0] is not block:
        block = block.succs[0]
    return block.exit is Exit.IF and block.controls[0].op is Op.PHI


def _round(func: Func) -> int:
    """Take the short cuts that are there; their number."""
    users = uses(func, with_exits=True)
    taken = 0
    for block in func.blocks:
        if not _is_test(block, users):
            continue
        for pred in list(dict.fromkeys(block.preds)):
            known = _known(block, pred)
            target = block.succs[0 if known else 1]
            if known is not None and pred not in target.preds:
                _redirect(pred, block, target)
                taken += 1
    return taken


def _is_test(block: Block, users: dict[Value, list[Value]]) -> bool:
    if block.exit is not Exit.IF or block.succs[0] is block.succs[1] or block in block.succs:
        return False
    test = block.controls[0]
    if test.op is not Op.PHI or test.block is not block:
        return False
    idle = all(value.op is Op.PHI or OP_INFO[value.op].pure for value in block.values)
    return idle and all(users.get(value, []) == ([test] if value is test else []) for value in block.values)


def _known(block: Block, pred: Block) -> bool | None:
    """The condition for those who come from a predecessor, if one edge leads from there and the condition is known."""
    if block.preds.count(pred) != 1:
        return None
    operand = block.controls[0].args[block.preds.index(pred)]
    if operand.op is Op.CONST and isinstance(operand.aux, bool):
        return operand.aux
    if pred.exit is Exit.IF and operand is pred.controls[0]:
        return pred.succs[0] is block
    return None


def _redirect(pred: Block, block: Block, target: Block) -> None:
    """Lead the one edge from `pred` to `block` to a successor of that."""
    forget(target, block.notes)
    way = block.preds.index(pred)
    edge = target.preds.index(block)
    out = pred.succs.index(block)
    for phi in phis(target):
        phi.args.append(phi.args[edge])
    target.preds.append(pred)
    del block.preds[way]
    for phi in phis(block):
        del phi.args[way]
    pred.succs[out] = target
