"""Merging of blocks that follow each other without a choice, and by-passing of empty ones.

b1: ...; jump b2
b2: <- b1            =>    b1: ...; return
    return
"""

from __future__ import annotations

from server.compiler.ir.func import Block, Exit, Func, Value
from server.compiler.ir.graph import phis, pred_index, replace_values
from server.compiler.ir.notes import forget
from server.compiler.ssa.options import Work


def merge_blocks(work: Work) -> None:
    """Straighten the graph."""
    func = work.func
    for block in func.blocks[1:]:
        _bypass(block)
    func.blocks = [block for block in func.blocks if block.preds or block is func.blocks[0]]
    merged: set[Block] = set()
    replaced: dict[Value, Value] = {}
    for block in func.blocks:
        if block not in merged:
            while _absorb(func, block, merged, replaced):
                pass
    func.blocks = [block for block in func.blocks if block not in merged]
    replace_values(func, replaced)


def _bypass(block: Block) -> None:
    """Let the predecessors of an empty block jump to where it jumps.

    Not where a predecessor would reach the target twice, or over an edge that PHIs tell apart.
    """
    if block.values or block.exit is not Exit.JUMP or block.succs[0] is block:
        return
    target = block.succs[0]
    if phis(target) or any(pred in target.preds or block.preds.count(pred) > 1 for pred in block.preds):
        return
    if not block.preds:
        return
    forget(target, block.notes)
    del target.preds[pred_index(block, 0)]
    for pred in block.preds:
        pred.succs[pred.succs.index(block)] = target
        target.preds.append(pred)
    block.preds, block.succs, block.exit = [], [], Exit.UNREACHABLE


def _absorb(func: Func, block: Block, merged: set[Block], replaced: dict[Value, Value]) -> bool:
    """Append the only successor of a block, if it has no other predecessor; PHIs of one operand are to be replaced."""
    if block.exit is not Exit.JUMP:
        return False
    target = block.succs[0]
    if len(target.preds) != 1 or target is block or target is func.blocks[0]:
        return False
    single = phis(target)
    replaced.update((phi, phi.args[0]) for phi in single)
    for value in target.values[len(single) :]:
        value.block = block
        block.values.append(value)
    block.notes += target.notes
    block.exit, block.controls, block.exit_span = target.exit, target.controls, target.exit_span
    block.succs = target.succs
    for succ in dict.fromkeys(target.succs):
        succ.preds = [block if pred is target else pred for pred in succ.preds]
    merged.add(target)
    return True
