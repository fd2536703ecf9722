"""Versions of memory: two loads from one address under one version give one value.

A version is the last value that may have written, or the block where different versions meet. Algorithm: forward
iteration in reverse postorder to the optimistic fixed point, so that a loop without writes keeps the version it is
entered with (memory as one variable in SSA form).
"""

from __future__ import annotations

from typing import TypeAlias

from server.compiler.ir.func import Block, Func
from server.compiler.ir.graph import reverse_postorder
from server.compiler.ir.ops import OP_INFO

Version: TypeAlias = tuple[int, int]  # block and value that wrote; value -1: where versions meet
_MEETING = -1


def memory_versions(func: Func) -> dict[Block, Version]:
    """The version at the start of each block that the entry reaches."""
    order = reverse_postorder(func)
    written = {block: _last_write(block) for block in order}
    start: dict[Block, Version] = {order[0]: (order[0].id, _MEETING)}
    changed = True
    while changed:
        changed = False
        for block in order[1:]:
            found = {written[pred] or start[pred] for pred in block.preds if written.get(pred) or pred in start}
            version = found.pop() if len(found) == 1 else (block.id, _MEETING)
            # Once versions have met in a block they stay so: the iteration ends.
            if start.get(block) != version and start.get(block) != (block.id, _MEETING):
                start[block] = version
                changed = True
    return start


def _last_write(block: Block) -> Version | None:
    for value in reversed(block.values):
        if OP_INFO[value.op].writes:
            return (block.id, value.id)
    return None
