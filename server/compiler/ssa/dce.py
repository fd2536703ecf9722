"""Dead value elimination: what has no effect and no use goes, and so do variables that are only written.

    t1 = add t0, t0 int        (not used)
    t2 = local x *int    =>    (nothing)
    store t2, t3               (x is never read)

Algorithm: mark from the values that have an effect and from the exits of blocks, then sweep.
"""

from __future__ import annotations

from server.compiler.ir.func import Func, Value
from server.compiler.ir.graph import uses
from server.compiler.ir.ops import OP_INFO, Op
from server.compiler.ssa.options import Work


def eliminate_dead_values(work: Work) -> None:
    """Remove dead values; PHIs that only feed each other count as dead."""
    _drop_write_only(work.func)
    live = _mark(work.func)
    for block in work.func.blocks:
        block.values = [value for value in block.values if value in live]


def has_effect(value: Value) -> bool:
    """Whether a value must stay although nothing uses its result."""
    info = OP_INFO[value.op]
    return info.writes or info.panics


def _mark(func: Func) -> set[Value]:
    stack = [value for block in func.blocks for value in block.values if has_effect(value)]
    stack += [control for block in func.blocks for control in block.controls]
    live: set[Value] = set()
    while stack:
        value = stack.pop()
        if value not in live:
            live.add(value)
            stack.extend(value.args)
    return live


def _drop_write_only(func: Func) -> None:
    users = uses(func)
    controls = {control for block in func.blocks for control in block.controls}
    dead: set[Value] = set()
    for block in func.blocks:
        for value in block.values:
            if value.op in (Op.LOCAL, Op.NEW):
                stores = _only_stores(value, users, controls)
                dead.update(stores or ())
    if dead:
        for block in func.blocks:
            block.values = [value for value in block.values if value not in dead]


def _only_stores(local: Value, users: dict[Value, list[Value]], controls: set[Value]) -> list[Value] | None:
    """The stores to a variable if nothing else is done with its address, else None."""
    stores = []
    stack = [local]
    while stack:
        address = stack.pop()
        if address in controls:
            return None
        for user in users.get(address, ()):
            if user.op in (Op.FIELD_ADDR, Op.INDEX_ADDR, Op.CHANGE_TYPE):
                stack.append(user)
            elif user.op is Op.STORE and user.args[1] is not address:
                stores.append(user)
            else:
                return None
    return stores
