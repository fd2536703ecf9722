"""Lifting: variables whose address goes nowhere become values and PHIs.

    t0 = local x *int
    store t0, t1                     if t2 then b1 else b2
    if t2 then b1 else b2      =>    b1: jump b2
    b1: store t0, t3; jump b2        b2: t6 = phi [b0: t1, b1: t3] int
    b2: t4 = load t0 int

Algorithm: PHIs on the iterated dominance frontiers of the stores (Cytron et al., 1991), only where the variable is
live (pruned SSA, Choi et al., 1991); then one walk over the dominator tree renames loads.
Invariant: only types of up to four words become PHIs; other variables keep their slots.
For debuggers, notes say which variable has which value from where on (ir/notes.py).
"""

from __future__ import annotations

from server.compiler.ir.decisions import DecisionKind
from server.compiler.ir.dominators import Dominators
from server.compiler.ir.func import Block, Value, Variable
from server.compiler.ir.graph import replace_values, uses
from server.compiler.ir.notes import is_noted, note, rank_blocks, rank_of
from server.compiler.ir.ops import Op
from server.compiler.ir.types import is_ssaable
from server.compiler.ssa.options import Work
from server.compiler.ssa.split import is_access


def lift_variables(work: Work) -> None:
    """Make values of all variables that are only loaded and stored."""
    users = uses(work.func, with_exits=True)
    variables = [
        value
        for block in work.func.blocks
        for value in block.values
        if value.op is Op.LOCAL and _can_lift(value, users)
    ]
    if variables:
        _Lifter(work, variables, users).run()


def _can_lift(local: Value, users: dict[Value, list[Value]]) -> bool:
    assert isinstance(local.aux, Variable)
    return is_ssaable(local.aux.type) and all(is_access(user, local) for user in users.get(local, ()))


class _Lifter:
    def __init__(self, work: Work, variables: list[Value], users: dict[Value, list[Value]]) -> None:
        self.work = work
        self.func = work.func
        self.variables = variables
        self.lifted = set(variables)
        self.users = users
        self.tree = Dominators(work.func)
        self.phis: dict[Block, dict[Value, Value]] = {}  # block -> variable -> its PHI there
        self.replaced: dict[Value, Value] = {}

    def run(self) -> None:
        frontiers = self.tree.frontiers()
        for variable in self.variables:
            self._place_phis(variable, frontiers)
        if self.work.options.notes:
            rank_blocks(self.func)
        self._rename()
        for block, placed in self.phis.items():
            block.values[:0] = placed.values()
        replace_values(self.func, self.replaced)

    def _place_phis(self, variable: Value, frontiers: dict[Block, list[Block]]) -> None:
        defined = {user.block for user in self.users.get(variable, ()) if user.op is Op.STORE}
        defined.add(variable.block)
        if len(defined) == 1 and all(user.block in defined for user in self.users.get(variable, ())):
            return
        live = self._live_in(variable)
        assert isinstance(variable.aux, Variable)
        work = sorted(defined, key=lambda block: block.id)
        while work:
            for block in frontiers[work.pop()]:
                placed = self.phis.setdefault(block, {})
                if variable in placed or block not in live:
                    continue
                span = variable.aux.span
                phi = self.func.new_value(block, Op.PHI, variable.aux.type, [], None, span)
                phi.args = [variable] * len(block.preds)  # filled in by renaming
                placed[variable] = phi
                work.append(block)

    def _live_in(self, variable: Value) -> set[Block]:
        """Blocks at whose start the variable's content is still wanted."""
        first: dict[Block, bool] = {}  # whether the first access in a block is a load
        accessing = {user.block for user in self.users.get(variable, ())} | {variable.block}
        for block in accessing:
            for value in block.values:
                if value is variable or (value.args and value.args[0] is variable):
                    first[block] = value.op is Op.LOAD
                    break
        live: set[Block] = set()
        stack = [block for block, loads in first.items() if loads]
        while stack:
            block = stack.pop()
            if block in live:
                continue
            live.add(block)
            for pred in block.preds:
                if pred not in accessing or first.get(pred):
                    stack.append(pred)
        return live

    def _rename(self) -> None:
        current: dict[Value, list[Value]] = {variable: [] for variable in self.variables}
        undo: dict[Block, list[Value]] = {}
        for block, entering in self.tree.depth_first():
            if not entering:
                for variable in undo.pop(block):
                    current[variable].pop()
                continue
            changed: list[Value] = []
            undo[block] = changed
            for variable, phi in self.phis.get(block, {}).items():
                current[variable].append(phi)
                changed.append(variable)
                self._note(block, 0, variable, phi)
            block.values = self._rename_block(block, current, changed)
            for succ in dict.fromkeys(block.succs):
                for variable, phi in self.phis.get(succ, {}).items():
                    for index, pred in enumerate(succ.preds):
                        if pred is block:
                            phi.args[index] = current[variable][-1]

    def _rename_block(self, block: Block, current: dict[Value, list[Value]], changed: list[Value]) -> list[Value]:
        kept = []
        unread: dict[Value, Value] = {}  # what was stored last and not loaded since
        for value in block.values:
            if value in self.lifted:
                assert isinstance(value.aux, Variable)
                zero = self.func.new_value(block, Op.ZERO, value.aux.type, [], None, value.aux.span)
                kept.append(zero)
                current[value].append(zero)
                changed.append(value)
                self._note(block, len(kept), value, zero)
            elif value.op is Op.LOAD and value.args[0] in self.lifted:
                unread.pop(value.args[0], None)
                self.replaced[value] = current[value.args[0]][-1]
            elif value.op is Op.STORE and value.args[0] in self.lifted:
                self._overwrite(value.args[0], unread)
                unread[value.args[0]] = value
                current[value.args[0]].append(value.args[1])
                changed.append(value.args[0])
                self._note(block, len(kept), value.args[0], value.args[1])
            else:
                kept.append(value)
        if self.work.options.notes:
            self.func.ranks.update((value, rank_of(block, at)) for at, value in enumerate(kept))
        return kept

    def _note(self, block: Block, position: int, variable: Value, value: Value) -> None:
        """A variable gets a value, in front of what will stand at a position of the block."""
        if self.work.options.notes:
            assert isinstance(variable.aux, Variable)
            if is_noted(variable.aux):
                note(block, position, variable.aux, value)

    def _overwrite(self, variable: Value, unread: dict[Value, Value]) -> None:
        """A variable of the source is set again: what it was set to before may have been for nothing."""
        assert isinstance(variable.aux, Variable)
        if variable in unread and variable.aux.name:
            why = "it is overwritten before anything reads it"
            self.work.decide(DecisionKind.DEAD_STORE, unread[variable].span, "removed", why)
