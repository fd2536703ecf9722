"""Dead store elimination: a store goes when nothing can see its value.

    store t0, t1
    store t0, t2        =>      store t0, t2

    t3 = local p T
    store t3, t4
    return t5           =>      return t5

Algorithm: each block backwards, with the addresses that are certain to be overwritten before anybody looks. Reads,
calls and checks that may panic look at all memory; what returns looks at everything but the function's own slots.
"""

from __future__ import annotations

from server.compiler.ir.decisions import DecisionKind
from server.compiler.ir.func import Block, Exit, Value
from server.compiler.ir.ops import OP_INFO, Op
from server.compiler.ssa.options import Work
from server.compiler.types.identical import identical
from server.compiler.types.model import Type

_ADDRESSES = (Op.FIELD_ADDR, Op.INDEX_ADDR, Op.CHANGE_TYPE)


def eliminate_dead_stores(work: Work) -> None:
    """Block by block."""
    for block in work.func.blocks:
        dead = _dead_stores(block)
        if dead:
            block.values = [value for value in block.values if value not in dead]
        for store, why in dead.items():
            work.decide(DecisionKind.DEAD_STORE, store.span, "removed", why)


def _dead_stores(block: Block) -> dict[Value, str]:
    """The stores of a block that nothing sees, and why."""
    dead: dict[Value, str] = {}
    overwritten: dict[Value, Type | None] = {}  # address -> the type of what is stored there next
    leaving = block.exit is Exit.RETURN  # whether the function ends before anybody looks
    for value in reversed(block.values):
        if value.op is Op.STORE:
            address, stored = value.args
            if leaving and _slot(address) is not None:
                dead[value] = "the function returns before anything reads it"
            elif address in overwritten and _same(overwritten[address], stored.type):
                dead[value] = "it is overwritten before anything reads it"
            else:
                overwritten[address] = stored.type
        elif OP_INFO[value.op].reads or OP_INFO[value.op].writes or OP_INFO[value.op].panics:
            overwritten.clear()
            leaving = False
    return dead


def _slot(address: Value) -> Value | None:
    """The LOCAL that an address lies in."""
    while address.op in _ADDRESSES:
        address = address.args[0]
    return address if address.op is Op.LOCAL else None


def _same(x: Type | None, y: Type | None) -> bool:
    return x is y or (x is not None and y is not None and identical(x, y))
