"""The verifier: what must hold of a function between passes.

Graph: the invariants of `func.py`. Values: arity and aux as OP_INFO says, operand and result types as the op wants
(`type_rules.py`), every use dominated by its definition. Source: the SSA property, Cytron et al. (1991).
"""

from fractions import Fraction
from typing import Final, get_args

from server.compiler.ir.dominators import Dominators
from server.compiler.ir.func import Block, Callee, Exit, Func, Itab, Method, Param, Value, Variable
from server.compiler.ir.ops import OP_INFO, Barrier, BoundsKind, Op
from server.compiler.ir.print import block_header, value_text
from server.compiler.ir.type_rules import type_problem
from server.compiler.ir.types import is_ssaable, type_text
from server.compiler.types.constant import ComplexValue
from server.compiler.types.identical import identical
from server.compiler.types.model import Type

_AUX_TYPES: Final[dict[str, tuple[type, ...]]] = {
    "value": (bool, int, Fraction, bytes, ComplexValue),
    "param": (Param,),
    "symbol": (str,),
    "variable": (Variable,),
    "index": (int,),
    "bounds": (BoundsKind,),
    "barrier": (Barrier,),
    "implicit": (type(None), bool),
    "type": get_args(Type),
    "callee": (Callee,),
    "method": (Method,),
    "itab": (Itab,),
    "": (type(None),),
}
_EXIT_SUCCS: Final = {Exit.JUMP: 1, Exit.IF: 2, Exit.RETURN: 0, Exit.UNREACHABLE: 0}


class VerifyError(Exception):
    """The IR is not well formed: a mistake of the compiler, never of the user."""


def verify(func: Func, after: str = "") -> None:
    """Raise VerifyError naming the function, the pass before, the place and what is wrong."""
    _Verifier(func, after).run()


class _Verifier:
    def __init__(self, func: Func, after: str) -> None:
        self.func = func
        self.after = after
        self.positions: dict[Value, int] = {}

    def run(self) -> None:
        self._check_graph()
        self._check_numbers()
        for block in self.func.blocks:
            self._check_block(block)
            for value in block.values:
                self._check_value(value)
            self._check_exit(block)
        self._check_dominance()

    def _fail(self, place: str, problem: str) -> None:
        where = f" after {self.after}" if self.after else ""
        raise VerifyError(f"{self.func.symbol}{where}: {place}: {problem}")

    def _check_graph(self) -> None:
        if not self.func.blocks:
            self._fail("function", "no blocks")
        entry = self.func.blocks[0]
        if entry.preds:
            self._fail(block_header(entry), "the entry has a predecessor")
        known = set(self.func.blocks)
        forward: dict[tuple[Block, Block], int] = {}
        backward: dict[tuple[Block, Block], int] = {}
        for block in self.func.blocks:
            for succ in block.succs:
                if succ not in known:
                    self._fail(block_header(block), f"successor b{succ.id} is not in the function")
                forward[block, succ] = forward.get((block, succ), 0) + 1
            for pred in block.preds:
                backward[pred, block] = backward.get((pred, block), 0) + 1
        if forward != backward:
            pred, succ = next(key for key in {**forward, **backward} if forward.get(key) != backward.get(key))
            self._fail(block_header(succ), f"edges from b{pred.id} do not agree with its successors")

    def _check_numbers(self) -> None:
        values: set[int] = set()
        blocks: set[int] = set()
        for block in self.func.blocks:
            if block.id in blocks or block.id >= self.func.next_block:
                self._fail(block_header(block), "block number is taken twice or beyond next_block")
            blocks.add(block.id)
            for position, value in enumerate(block.values):
                if value.id in values or value.id >= self.func.next_value:
                    self._fail(value_text(value), "value number is taken twice or beyond next_value")
                values.add(value.id)
                if value.block is not block:
                    self._fail(value_text(value), f"stands in b{block.id} but belongs to b{value.block.id}")
                self.positions[value] = position

    def _check_block(self, block: Block) -> None:
        seen_other = False
        for value in block.values:
            if value.op is not Op.PHI:
                seen_other = True
            elif seen_other:
                self._fail(value_text(value), "a PHI after other values")
            elif len(value.args) != len(block.preds):
                self._fail(block_header(block), f"{value_text(value)}: not one operand per predecessor")

    def _check_value(self, value: Value) -> None:
        info = OP_INFO[value.op]
        if info.arity is not None and len(value.args) != info.arity:
            self._fail(value_text(value), f"wants {info.arity} operands")
        if not isinstance(value.aux, _AUX_TYPES[info.aux]):
            self._fail(value_text(value), f"aux is a {type(value.aux).__name__}, wanted {info.aux or 'none'}")
        if not info.result and value.type is not None:
            self._fail(value_text(value), "has a type but no result")
        if info.result and value.type is None and value.op not in (Op.CALL, Op.CALL_VALUE, Op.CALL_METHOD):
            self._fail(value_text(value), "has no type")
        for arg in value.args:
            if arg.type is None:
                self._fail(value_text(value), f"operand t{arg.id} has no result")
        problem = type_problem(value)
        if problem:
            self._fail(value_text(value), problem)
        if value.op is Op.PHI and value.type is not None and not is_ssaable(value.type):
            self._fail(value_text(value), "a PHI of a type that must stay in memory")

    def _check_exit(self, block: Block) -> None:
        place = block_header(block)
        if len(block.succs) != _EXIT_SUCCS[block.exit]:
            self._fail(place, f"{block.exit.value} with {len(block.succs)} successors")
        if block.exit is Exit.IF:
            if len(block.controls) != 1:
                self._fail(place, "an if without exactly one condition")
        elif block.exit is Exit.RETURN:
            self._check_return(block)
        elif block.controls:
            self._fail(place, f"{block.exit.value} with controls")

    def _check_return(self, block: Block) -> None:
        wanted = [var.type for var in self.func.signature.results.vars]
        if len(block.controls) != len(wanted):
            self._fail(block_header(block), f"returns {len(block.controls)} values, wanted {len(wanted)}")
        for control, typ in zip(block.controls, wanted):
            if typ is not None and control.type is not None and not identical(control.type, typ):
                got = type_text(control.type)
                self._fail(block_header(block), f"returns t{control.id} of type {got}, wanted {type_text(typ)}")

    def _check_dominance(self) -> None:
        tree = Dominators(self.func)

        def available(arg: Value, block: Block, at: int) -> bool:
            return self.positions[arg] < at if arg.block is block else tree.dominates(arg.block, block)

        for block in self.func.blocks:
            if block not in tree:
                self._fail(block_header(block), "the entry does not reach this block")
        for block in self.func.blocks:
            for position, value in enumerate(block.values):
                for index, arg in enumerate(value.args):
                    if arg not in self.positions:
                        self._fail(value_text(value), f"operand t{arg.id} is not in the function")
                    if value.op is Op.PHI:
                        pred = block.preds[index]
                        ok = available(arg, pred, len(pred.values))
                    else:
                        ok = available(arg, block, position)
                    if not ok:
                        self._fail(value_text(value), f"operand t{arg.id} is not defined on every path here")
            for control in block.controls:
                if control not in self.positions:
                    self._fail(block_header(block), f"control t{control.id} is not in the function")
                if not available(control, block, len(block.values)):
                    self._fail(block_header(block), f"control t{control.id} is not defined on every path here")
