"""Constant folding and propagation along the branches that can be taken.

    t2 = add t0, t1 int       (t0 = 40, t1 = 2)         t2 = const 42 int
    if t3 then b1 else b2     (t3 = true)         =>    jump b1

Algorithm: sparse conditional constant propagation, Wegman and Zadeck (1991). A value is unknown, one constant, or
varying; a block counts only once an edge to it can be taken. Near-linear: each value changes state at most twice.
"""

from __future__ import annotations

from server.compiler.ir.decisions import DecisionKind
from server.compiler.ir.evaluate import VARYING, Known, Mark, evaluate
from server.compiler.ir.func import Block, Exit, Value
from server.compiler.ir.graph import fix_branch, phis, remove_unreachable, uses
from server.compiler.ir.ops import Op
from server.compiler.ir.print import constant_text
from server.compiler.ssa.options import Work


def fold_constants(work: Work) -> None:
    """Replace constant values, decide constant branches, drop blocks that are never reached."""
    solver = _Solver(work)
    solver.solve()
    solver.apply()


class _Solver:
    def __init__(self, work: Work) -> None:
        self.work = work
        self.func = work.func
        self.users = uses(work.func)
        self.tests: dict[Value, list[Block]] = {}  # condition -> blocks that it leaves
        for block in work.func.blocks:
            if block.exit is Exit.IF:
                self.tests.setdefault(block.controls[0], []).append(block)
        self.state: dict[Value, Known] = {}
        self.edges: set[tuple[Block, int]] = set()  # (block, number of its successor) that can be taken
        self.reached: set[Block] = set()
        self.taken_preds: set[tuple[Block, Block]] = set()
        self.blocks: list[Block] = []
        self.values: list[Value] = []

    def solve(self) -> None:
        """Run both work lists dry."""
        self._reach(self.func.blocks[0])
        while self.blocks or self.values:
            while self.values:
                value = self.values.pop()
                for user in self.users.get(value, ()):
                    if user.block in self.reached:
                        self._visit(user)
                for block in self.tests.get(value, ()):
                    if block in self.reached:
                        self._leave(block)
            if self.blocks:
                block = self.blocks.pop()
                for value in block.values:
                    self._visit(value)
                self._leave(block)

    def _reach(self, block: Block) -> None:
        if block not in self.reached:
            self.reached.add(block)
            self.blocks.append(block)

    def _take(self, block: Block, number: int) -> None:
        if (block, number) in self.edges:
            return
        self.edges.add((block, number))
        succ = block.succs[number]
        self.taken_preds.add((block, succ))
        if succ in self.reached:
            for phi in phis(succ):
                self._visit(phi)
        self._reach(succ)

    def _leave(self, block: Block) -> None:
        if block.exit is not Exit.IF:
            for number in range(len(block.succs)):
                self._take(block, number)
            return
        known = self.state.get(block.controls[0])
        if known is None:
            return
        if known is VARYING:
            self._take(block, 0)
            self._take(block, 1)
        else:
            self._take(block, 0 if known else 1)

    def _visit(self, value: Value) -> None:
        before = self.state.get(value)
        if before is VARYING:
            return
        after = self._meet(value) if value.op is Op.PHI else evaluate(value, self.state)
        if after is not None and (before is None or after is VARYING):
            self.state[value] = after
            self.values.append(value)

    def _meet(self, phi: Value) -> Known | None:
        result: Known | None = None
        for pred, arg in zip(phi.block.preds, phi.args):
            if (pred, phi.block) not in self.taken_preds:
                continue
            known = self.state.get(arg)
            if known is None:
                continue
            if known is VARYING or (result is not None and not _same(known, result)):
                return VARYING
            result = known
        return result

    def apply(self) -> None:
        """Rewrite the function with what was found."""
        for block in self.func.blocks:
            if block in self.reached:
                self._apply_values(block)
        for block in self.func.blocks:
            if block in self.reached and block.exit is Exit.IF:
                self._apply_branch(block)
        remove_unreachable(self.func)
        self._drop_checks()

    def _apply_values(self, block: Block) -> None:
        moved = []
        for value in block.values:
            known = self.state.get(value)
            if known is None or isinstance(known, Mark) or value.op is Op.CONST:
                continue
            if value.op is Op.PHI:
                moved.append(value)
            elif value.op is not Op.ZERO and all(arg.span != value.span for arg in value.args):
                text = constant_text(known)
                self.work.decide(DecisionKind.CONSTANT, value.span, f"folded to {text}", "its operands are constants")
            value.op, value.args, value.aux = Op.CONST, [], known
        if moved:
            gone = set(moved)
            rest = [value for value in block.values if value not in gone]
            first = next((i for i, value in enumerate(rest) if value.op is not Op.PHI), len(rest))
            block.values = [*rest[:first], *moved, *rest[first:]]

    def _apply_branch(self, block: Block) -> None:
        known = self.state.get(block.controls[0])
        if known is None or known is VARYING:
            return
        taken = 0 if known else 1
        verdict = "always true" if known else "always false"
        lost = block.succs[1 - taken]
        self.work.decide(
            DecisionKind.DEAD_CODE, block.exit_span, "removed", f"the condition is {verdict}: {lost.comment} is dead"
        )
        fix_branch(block, taken)

    def _drop_checks(self) -> None:
        """Checks whose operand is a constant that passes them."""
        for block in self.func.blocks:
            block.values = [value for value in block.values if not _passes(value)]


def _same(a: Known, b: Known) -> bool:
    return a is b or (type(a) is type(b) and a == b)


def _passes(check: Value) -> bool:
    if check.op not in (Op.DIV_CHECK, Op.SHIFT_CHECK) or check.args[0].op is not Op.CONST:
        return False
    number = check.args[0].aux
    assert isinstance(number, int)
    return number != 0 if check.op is Op.DIV_CHECK else number >= 0
