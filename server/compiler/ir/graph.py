"""Editing the block graph: edges, reachability, orders. All walks are iterative; 100,000 blocks are fine.

Invariant kept by every function here: succs and preds agree edge for edge, and operand i of a PHI belongs to preds[i].
When two edges lead from one block to another, the k-th of them in succs is the k-th in preds.
"""

from collections.abc import Iterable, Mapping

from server.compiler.ir.func import Block, Exit, Func, Note, Value
from server.compiler.ir.ops import Op
from server.source.span import Span


def jump(block: Block, target: Block, span: Span | None = None) -> None:
    """Leave an open block by going to `target`."""
    block.exit, block.exit_span = Exit.JUMP, span
    _connect(block, target)


def branch(block: Block, condition: Value, then: Block, otherwise: Block, span: Span | None = None) -> None:
    """Leave an open block by a condition."""
    block.exit, block.exit_span = Exit.IF, span
    block.controls = [condition]
    _connect(block, then)
    _connect(block, otherwise)


def _connect(block: Block, target: Block) -> None:
    block.succs.append(target)
    target.preds.append(block)


def phis(block: Block) -> list[Value]:
    """The PHIs, which stand first."""
    found = []
    for value in block.values:
        if value.op is not Op.PHI:
            break
        found.append(value)
    return found


def pred_index(block: Block, succ: int) -> int:
    """Which of its target's preds the edge `block.succs[succ]` is."""
    target = block.succs[succ]
    nth = sum(1 for other in block.succs[:succ] if other is target)
    for index, pred in enumerate(target.preds):
        if pred is block:
            if nth == 0:
                return index
            nth -= 1
    raise AssertionError("succs and preds disagree")


def remove_edge(block: Block, succ: int) -> None:
    """Remove the edge `block.succs[succ]` with the PHI operands that came over it."""
    target = block.succs[succ]
    index = pred_index(block, succ)
    del target.preds[index]
    for phi in phis(target):
        del phi.args[index]
    del block.succs[succ]


def fix_branch(block: Block, taken: int) -> None:
    """Turn an IF whose condition is known into a jump to succs[taken]."""
    remove_edge(block, 1 - taken)
    block.exit = Exit.JUMP
    block.controls = []


def end_unreachable(block: Block) -> None:
    """Cut all ways out of a block: its end is never reached."""
    while block.succs:
        remove_edge(block, len(block.succs) - 1)
    block.exit, block.controls = Exit.UNREACHABLE, []


def reachable(func: Func) -> set[Block]:
    """The blocks that the entry reaches."""
    seen = {func.blocks[0]}
    stack = [func.blocks[0]]
    while stack:
        for succ in stack.pop().succs:
            if succ not in seen:
                seen.add(succ)
                stack.append(succ)
    return seen


def remove_unreachable(func: Func) -> list[Block]:
    """Drop blocks that the entry does not reach; returns them."""
    alive = reachable(func)
    if len(alive) == len(func.blocks):
        return []
    dead = [block for block in func.blocks if block not in alive]
    for block in dead:
        for index in range(len(block.succs) - 1, -1, -1):
            if block.succs[index] in alive:
                remove_edge(block, index)
    func.blocks = [block for block in func.blocks if block in alive]
    return dead


def postorder(func: Func) -> list[Block]:
    """Blocks in postorder of a depth-first walk that takes the first successor first."""
    order: list[Block] = []
    seen = {func.blocks[0]}
    stack: list[tuple[Block, int]] = [(func.blocks[0], 0)]
    while stack:
        block, next_succ = stack.pop()
        if next_succ < len(block.succs):
            stack.append((block, next_succ + 1))
            succ = block.succs[next_succ]
            if succ not in seen:
                seen.add(succ)
                stack.append((succ, 0))
        else:
            order.append(block)
    return order


def reverse_postorder(func: Func) -> list[Block]:
    """Blocks so that, back edges aside, each comes after its predecessors."""
    return postorder(func)[::-1]


def replace_values(func: Func, new: Mapping[Value, Value]) -> None:
    """Put new[v] in the place of v everywhere, following chains; the definitions of the old values stay."""
    if not new:
        return
    final: dict[Value, Value] = {}
    for value in new:
        end = value
        while end in new:
            end = new[end]
        final[value] = end
    for block in func.blocks:
        for value in block.values:
            for index, arg in enumerate(value.args):
                if arg in final:
                    value.args[index] = final[arg]
        for index, control in enumerate(block.controls):
            if control in final:
                block.controls[index] = final[control]
        for index, note in enumerate(block.notes):
            if note.value is not None and note.value in final:
                block.notes[index] = Note(note.rank, note.variable, final[note.value])


def remove_values(dead: Iterable[Value]) -> None:
    """Take values out of their blocks; nothing may use them any more."""
    gone = set(dead)
    if not gone:
        return
    for block in {value.block: None for value in gone}:
        block.values = [value for value in block.values if value not in gone]


def uses(func: Func, *, with_exits: bool = False) -> dict[Value, list[Value]]:
    """For each value the values that have it as an operand (once per operand).

    With `with_exits`, a value that a block's exit uses counts as a user of itself.
    """
    found: dict[Value, list[Value]] = {}
    for block in func.blocks:
        for value in block.values:
            for arg in value.args:
                found.setdefault(arg, []).append(value)
        for control in block.controls if with_exits else ():
            found.setdefault(control, []).append(control)
    return found
