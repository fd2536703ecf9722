"""One function from IR to LLVM text: blocks in reverse postorder, values through the tables of the language areas.

In reverse postorder every operand except those of PHIs is written before its use; PHIs are filled in at the end, when
it is known in which LLVM block each predecessor ended (checks split blocks). Blocks that cannot be reached are left
out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from server.compiler.codegen import aggregates, arithmetic, barrier, calls, checks, convert, memory
from server.compiler.codegen.emitter import Emitter
from server.compiler.codegen.goroutine import enter
from server.compiler.codegen.ifaceuse import called_methods, converted_types
from server.compiler.codegen.module import Module
from server.compiler.codegen.signature import NEST_TYPE, spell_parameter
from server.compiler.codegen.spelling import code_section, symbol
from server.compiler.codegen.variables import VariableRecords
from server.compiler.ir.func import WRAPPER, Block, Exit, Func, Value, Variable
from server.compiler.ir.notes import in_order
from server.compiler.ir.ops import Op
from server.symbol import SymbolKind, SymbolRecord

_LOWERING: Final[dict[Op, Callable[[Emitter, Value], None]]] = {
    **aggregates.LOWERING,
    **arithmetic.LOWERING,
    **barrier.LOWERING,
    **calls.LOWERING,
    **checks.LOWERING,
    **convert.LOWERING,
    **memory.LOWERING,
}
assert _LOWERING.keys() == set(Op) - {Op.PHI}, "every op but PHI has a lowering"


_CALLS: Final = frozenset(calls.LOWERING)


def emit_function(module: Module, func: Func) -> None:
    """Add a function's definition to a module."""
    path, line, _ = module.debug.place(func.span)
    converts, calls = converted_types(func, module.names), called_methods(func, module.names)
    wrapper, nullary = WRAPPER in func.pragmas, not func.params
    kind = SymbolKind.FUNC
    record = SymbolRecord(func.symbol, kind, path, line, wrapper, nullary, func.title, func.serves, converts, calls)
    module.define(record, _FunctionBody(module, func).emit())


class _FunctionBody:
    """The walk over the blocks of one function."""

    def __init__(self, module: Module, func: Func) -> None:
        self.e = Emitter(module, func)
        self.records = VariableRecords(self.e)
        self.func = func
        self.order = reverse_postorder(func)
        self.edges: dict[Block, list[str]] = {}  # labels of the LLVM blocks from which a block's successors are entered
        self.phis: list[tuple[int, Block]] = []  # where the PHIs of a block go

    def emit(self) -> str:
        """The definition as text."""
        e = self.e
        start = e.insertion_point()
        reachable = set(self.order)
        for block in self.order:
            self._block(block)
        for point, block in reversed(self.phis):
            e.insert(point, self._phi_lines(block, reachable))
        e.insert(start, enter(e, f"b{self.order[0].id}"))
        name = self.func.symbol
        return e.text(self._parameters(), symbol(name), code_section(e.module.package, name))

    def _parameters(self) -> list[str]:
        convention = self.e.convention
        names = ["ptr noalias %results"] if convention.gathered else []
        names.extend(f"ptr noalias %r{i}" for i in range(convention.big_results))
        for index, leaves in enumerate(convention.params):
            operands = aggregates.parameter_names(self.e, index)
            names.extend(f"{spell_parameter(llvm)} {operand}" for llvm, operand in zip(leaves, operands))
        return [f"{NEST_TYPE} %context", *names]

    def _block(self, block: Block) -> None:
        e = self.e
        e.begin_block(f"b{block.id}")
        phis = [value for value in block.values if value.op is Op.PHI]
        if phis:
            self.phis.append((e.insertion_point(), block))
        for phi in phis:
            assert not e.layout(phi).big, f"{self.func.symbol}: t{phi.id} = phi of a big type"
            e.define(phi, tuple(f"%t{phi.id}.{i}" for i in range(len(e.leaves(phi)))))
        for notes, value in in_order(self.func, block):
            self.records.noted(notes, block)
            if value is not None and value.op is not Op.PHI:
                if self._is_prologue(value):
                    e.unplace()
                else:
                    e.place(value.span, value.op in _CALLS)
                _LOWERING[value.op](e, value)
                self.records.lowered(value)
        e.place_exit(block.exit_span)
        self._exit(block)

    def _is_prologue(self, value: Value) -> bool:
        """Whether a value brings a parameter to where debuggers look for it: they stop behind that."""
        if not self.e.module.keeps_variables or value.block is not self.order[0]:
            return False
        if value.op is Op.STORE:
            return value.args[1].op is Op.PARAM
        return isinstance(value.aux, Variable) and value.aux.number > 0

    def _exit(self, block: Block) -> None:
        e = self.e
        self.edges[block] = [e.label] * len(block.succs)
        match block.exit:
            case Exit.JUMP:
                e.emit(f"br label %b{block.succs[0].id}")
            case Exit.IF if block.succs[0] is block.succs[1]:
                self._exit_to_one_block(block)
            case Exit.IF:
                yes, no = block.succs
                odds = f", !prof !{e.module.odds(*block.odds)}" if block.odds is not None else ""
                e.emit(f"br i1 {e.operand(block.controls[0])}, label %b{yes.id}, label %b{no.id}{odds}")
            case Exit.RETURN:
                calls.emit_return(e, block.controls)
            case Exit.UNREACHABLE:
                e.emit("unreachable")

    def _exit_to_one_block(self, block: Block) -> None:
        """Both edges lead to one block: give each a block of its own, for LLVM's PHIs tell edges apart by those."""
        e = self.e
        labels = [e.fresh_label("edge"), e.fresh_label("edge")]
        e.emit(f"br i1 {e.operand(block.controls[0])}, label %{labels[0]}, label %{labels[1]}")
        for label in labels:
            e.begin(label)
            e.emit(f"br label %b{block.succs[0].id}")
        self.edges[block] = labels

    def _phi_lines(self, block: Block, reachable: set[Block]) -> list[str]:
        """The PHIs of a block, without the edges from blocks that cannot be reached."""
        labels = self._incoming(block, reachable)
        lines = []
        for phi in block.values:
            if phi.op is not Op.PHI:
                continue
            sources = [(self.e.operands(arg), label) for arg, label in zip(phi.args, labels) if label]
            for i, leaf in enumerate(self.e.leaves(phi)):
                pairs = ", ".join(f"[ {operands[i]}, %{label} ]" for operands, label in sources)
                lines.append(f"  %t{phi.id}.{i} = phi {leaf.llvm} {pairs}\n")
        return lines

    def _incoming(self, block: Block, reachable: set[Block]) -> list[str]:
        """For each predecessor the label from which it comes; "" for one that cannot be reached."""
        taken: dict[Block, int] = {}
        labels = []
        for pred in block.preds:
            if pred not in reachable:
                labels.append("")
                continue
            places = [i for i, succ in enumerate(pred.succs) if succ is block]
            labels.append(self.edges[pred][places[taken.get(pred, 0)]])
            taken[pred] = taken.get(pred, 0) + 1
        return labels


def reverse_postorder(func: Func) -> list[Block]:
    """The blocks that can be reached, each before those it dominates. Iterative: functions may have 100,000 blocks."""
    order: list[Block] = []
    seen = {func.blocks[0]}
    stack = [(func.blocks[0], iter(func.blocks[0].succs))]
    while stack:
        block, rest = stack[-1]
        for succ in rest:
            if succ not in seen:
                seen.add(succ)
                stack.append((succ, iter(succ.succs)))
                break
        else:
            order.append(block)
            stack.pop()
    order.reverse()
    return order
