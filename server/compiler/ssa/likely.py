"""Branch prediction: which way out of a branch is taken more often, for the order and the registers of machine code.

    b1: if t0 then b2 else b3       =>      b1: if t0 then b2 else b3 (124:4)       b3 is outside the loop

A loop is rather stayed in than left. Elsewhere each way is ranked by what it comes to in any case (certain) or next
(local): nothing special, a call, a return, a panic; the rarer thing is expected less.

Algorithm: one walk in postorder, so that ways are ranked before the branches that lead there; what leads back counts as
nothing special. Source: the rules of gc's pass likelyadjust, after Ball and Larus, "Branch Prediction for Free" (1993).
The odds are those that LLVM's own heuristics give.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final

from server.compiler.ir.decisions import DecisionKind
from server.compiler.ir.func import Block, Callee, Exit, Func, Value
from server.compiler.ir.graph import postorder
from server.compiler.ir.intrinsics import INTRINSICS
from server.compiler.ir.loops import LoopNest
from server.compiler.ir.ops import Op
from server.compiler.ssa.options import Work


class _Rank(IntEnum):
    """What a way comes to, the rarer the higher."""

    DEFAULT = 0
    CALL = 1
    RET = 2
    EXIT = 3


_CALLS: Final = frozenset({Op.CALL, Op.CALL_VALUE, Op.CALL_METHOD})
_LOOP_ODDS: Final = (124, 4)
_PANIC_ODDS: Final = (100_000, 1)
_WEAK_ODDS: Final = (20, 12)


def predict_branches(work: Work) -> None:
    """Give branches odds where a rule applies."""
    ranks = _Ranks()
    loops = _innermost_loops(work.func)
    for block in postorder(work.func):
        ranks.add(block)
        if block.exit is Exit.IF and block.succs[0] is not block.succs[1]:
            _predict(work, block, ranks, loops)


def _predict(work: Work, block: Block, ranks: _Ranks, loops: dict[Block, Block]) -> None:
    first, second = block.succs
    around = loops.get(block)
    if around is not None and loops.get(first) is not loops.get(second):
        likely = _staying(around, loops.get(first), loops.get(second))
        if likely is not None:
            _expect(work, block, likely, _LOOP_ODDS, "stay in loop")
        return
    for table in (ranks.certain, ranks.local):
        one, two = table.get(first, _Rank.DEFAULT), table.get(second, _Rank.DEFAULT)
        if one != two:
            odds = _PANIC_ODDS if max(one, two) is _Rank.EXIT else _WEAK_ODDS
            rule = f"{min(one, two).name.lower()} < {max(one, two).name.lower()}"
            _expect(work, block, 0 if one < two else 1, odds, rule)
            return


def _staying(around: Block, first: Block | None, second: Block | None) -> int | None:
    """Which way stays in a loop, or at least in one around it. Loops are known by their headers."""
    if second is None or first is None:
        return 0 if second is None else 1
    if around in (first, second):
        return 0 if around is first else 1
    return None


def _expect(work: Work, block: Block, likely: int, odds: tuple[int, int], rule: str) -> None:
    block.odds = odds if likely == 0 else (odds[1], odds[0])
    verdict = f"{block.succs[likely].comment} is expected"
    message = f"Branch prediction rule {rule}"
    work.decide(DecisionKind.PREDICTION, block.exit_span, verdict, f"the rule {rule}", message=message)


class _Ranks:
    """What blocks come to; of those that are not looked at yet nothing is known."""

    def __init__(self) -> None:
        self.certain: dict[Block, _Rank] = {}  # on all ways from there
        self.local: dict[Block, _Rank] = {}  # in the block itself

    def add(self, block: Block) -> None:
        """Rank a block whose successors are ranked, unless they lead back."""
        if block.exit in (Exit.RETURN, Exit.UNREACHABLE):
            self.local[block] = self.certain[block] = _Rank.RET if block.exit is Exit.RETURN else _Rank.EXIT
            return
        ahead = [self.certain.get(succ, _Rank.DEFAULT) for succ in block.succs]
        calls = any(map(_is_call, block.values))
        self.certain[block] = max(_Rank.CALL, ahead[0]) if calls else min(ahead)
        self.local[block] = _Rank.CALL if calls else _Rank.DEFAULT


def _is_call(value: Value) -> bool:
    if value.op not in _CALLS:
        return False
    return not (isinstance(value.aux, Callee) and value.aux.symbol in INTRINSICS)


def _innermost_loops(func: Func) -> dict[Block, Block]:
    """The header of the innermost loop around each block that is in one."""
    found: dict[Block, Block] = {}
    bodies = LoopNest(func).bodies
    for header in sorted(bodies, key=lambda header: -len(bodies[header])):
        found.update(dict.fromkeys(bodies[header], header))
    return found
