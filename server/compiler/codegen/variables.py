"""Which values the variables of a function have, as LLVM's debug records.

    #dbg_declare(ptr %s1, !7, !DIExpression(), !9)                  the variable is that slot of the frame
    #dbg_value(ptr %x2, !7, !DIExpression(DW_OP_deref), !9)         from here on it is where that points to
    #dbg_value(i64 %t3.0, !7, !DIExpression(), !9)                  from here on it has this value
    #dbg_value(ptr poison, !7, !DIExpression(), !9)                 from here on nobody knows

A variable of several leaves gets one record per leaf, each for its fragment; records of the parts of a split one are
for fragments of the whole. Records make no code, and LLVM does not let them change what it makes.

LLVM does not keep the order of records between which no code is left. So of two about one leaf with no effect between
them the first gives way: it goes if nothing stands between them, else it says that nobody knows.

Invariant: what a record says holds whenever code behind it runs. A value must have been computed on every way there; if
that cannot be shown, nobody knows. Without optimisation each variable keeps one place for its whole life.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from server.compiler.codegen.aggregates import lower_const, lower_zero
from server.compiler.codegen.debug import LexicalBlock
from server.compiler.codegen.emitter import Emitter
from server.compiler.codegen.layout import Leaf
from server.compiler.ir.dominators import Dominators
from server.compiler.ir.func import Block, Func, Note, Value, Variable
from server.compiler.ir.notes import is_noted, whole_of
from server.compiler.ir.ops import OP_INFO, Op
from server.compiler.types.model import Signature, underlying

_DEREF = "DW_OP_deref"
_BOOL = ("DW_OP_constu", "1", "DW_OP_and", "DW_OP_stack_value")  # a register has more bits than the one that counts


@dataclass(frozen=True, slots=True)
class _Recent:
    """A record that may have to give way."""

    place: int
    run: int  # number of the records with which it stands together
    unknown: str  # the record in its place that says that nobody knows


class VariableRecords:
    """The records of one function. Does nothing where variables are not described."""

    def __init__(self, e: Emitter) -> None:
        self._e = e
        self._on = e.module.debug.types is not None and e.subprogram is not None
        if not self._on:
            return
        self._tree = Dominators(e.func)
        variables = list(_variables(e.func))
        e.module.debug.open_blocks(_blocks(variables, all_names=e.module.keeps_variables))
        slots = [v.aux for block in e.func.blocks for v in block.values if v.op is Op.LOCAL]
        self._slots: dict[object, int] = {}  # how many slots of the frame a variable has
        for slot in slots:
            assert isinstance(slot, Variable)
            self._slots[_identity(slot)] = self._slots.get(_identity(slot), 0) + 1
        self._recent: dict[tuple[str, ...], _Recent] = {}  # records of a block since its last effect
        self._block: Block | None = None
        self._end = -1  # where the last record ends
        self._run = 0  # number of the records that stand together

    def lowered(self, value: Value) -> None:
        """A value has been computed: perhaps the address of a variable."""
        if not self._on:
            return
        if OP_INFO[value.op].writes or OP_INFO[value.op].panics:
            self._recent.clear()
        variable = value.aux if value.op in (Op.LOCAL, Op.NEW) else self._e.func.places.get(value)
        if not isinstance(variable, Variable) or not is_noted(variable):
            return
        address = self._e.operand(value)
        only = self._slots.get(_identity(variable), 0)
        if value.op is Op.LOCAL and only == 1:
            self._record("declare", "ptr", address, variable, ())
        elif self._e.module.keeps_variables and value.op is not Op.LOCAL and only == 0:
            held = self._e.slot_of("ptr")
            self._e.emit(f"store ptr {address}, ptr {held}")
            self._record("declare", "ptr", held, variable, (_DEREF,))
        else:
            self._record("value", "ptr", address, variable, (_DEREF,))

    def noted(self, notes: Iterable[Note], block: Block) -> None:
        """Say what notes say, at this place."""
        if not self._on:
            return
        if block is not self._block:
            self._block = block
            self._recent.clear()
        for note in notes:
            known = note.value is not None and self._is_known(note.value, block)
            layout = self._e.layouts.of(note.variable.type)
            if layout.big:
                continue
            operands = self._e.operands(note.value) if known and note.value is not None else None
            if operands is not None and any(operand.startswith("@") for operand in operands):
                operands = (
                    None  # LLVM describes no addresses of globals, and a text without its pointer prints as empty
                )
            for number, leaf in enumerate(layout.leaves):
                self._leaf(note.variable, leaf, operands[number] if operands is not None else "poison")

    def _is_known(self, value: Value, block: Block) -> bool:
        """Whether a value has been computed on every way to here; constants need not be."""
        if value.op is Op.ZERO and isinstance(underlying(self._e.type_of(value)), Signature):
            return False  # it may stand for a function literal all of whose calls are inlined
        if not self._e.is_defined(value):
            if value.op is Op.ZERO and not self._e.layout(value).big:
                lower_zero(self._e, value)
                return True
            if value.op is Op.CONST and not isinstance(value.aux, bytes):
                lower_const(self._e, value)
                return True
            return False
        return value.op in (Op.ZERO, Op.CONST) or value.block is block or self._tree.dominates(value.block, block)

    def _leaf(self, variable: Variable, leaf: Leaf, operand: str) -> None:
        llvm = leaf.llvm
        steps: tuple[str, ...] = ()
        if llvm == "i1" and operand in ("true", "false"):
            llvm, operand = "i8", "1" if operand == "true" else "0"
        elif llvm == "i1" and operand != "poison":
            steps = _BOOL
        self._record("value", llvm, operand, variable, steps, leaf)

    def _record(
        self, kind: str, llvm: str, operand: str, variable: Variable, steps: tuple[str, ...], leaf: Leaf | None = None
    ) -> None:
        """One record about a variable, or about one leaf of it."""
        e = self._e
        assert e.subprogram is not None
        whole, path = whole_of(variable)
        offset, typ = 0, whole.type
        fragment: tuple[str, ...] = ()
        for index in path:
            offset += e.layouts.field_offset(typ, index)
            typ = e.layouts.field_type(typ, index)
        size = e.layouts.of(variable.type).size
        if leaf is not None:
            offset, size = offset + leaf.offset, leaf.size
        if size < e.layouts.of(whole.type).size:
            steps = *steps, "DW_OP_LLVM_fragment", str(8 * offset), str(8 * size)
            fragment = steps[-3:]
        node, scope = e.module.debug.variable(e.subprogram, whole)
        if kind == "value":
            self._give_way((str(node), *fragment))
        at = e.record(f"#dbg_{kind}({llvm} {operand}, !{node}, !DIExpression({', '.join(steps)}), !{scope})")
        if kind == "value":
            unknown = f"#dbg_value({llvm} poison, !{node}, !DIExpression({', '.join(fragment)}), !{scope})"
            self._recent[str(node), *fragment] = _Recent(at, self._run, unknown)
        self._end = at + 1

    def _give_way(self, leaf: tuple[str, ...]) -> None:
        """A record about a leaf follows."""
        if self._end != self._e.insertion_point():
            self._run += 1
        before = self._recent.get(leaf)
        if before is not None:
            self._e.replace_record(before.place, "" if before.run == self._run else before.unknown)


def _identity(variable: Variable) -> tuple[object, ...]:
    """What several slots of one variable of the source share, such as those of the rounds of a loop."""
    whole, path = whole_of(variable)
    return (whole.name, whole.span, whole.visible, *path)


def _variables(func: Func) -> Iterator[Variable]:
    """The variables of the source that a function still has."""
    for block in func.blocks:
        for note in block.notes:
            yield whole_of(note.variable)[0]
        for value in block.values:
            if isinstance(value.aux, Variable) and is_noted(value.aux):
                yield whole_of(value.aux)[0]
    yield from func.places.values()


def _blocks(variables: Iterable[Variable], all_names: bool) -> Iterator[LexicalBlock]:
    """A block for each variable whose name another one of its body has too.

    all_names: for every variable, for slots have no value of theirs before the declaration.
    """
    names: dict[tuple[object, str], dict[object, Variable]] = {}
    for variable in variables:
        if variable.span is not None:
            same = names.setdefault((variable.span.inlined, variable.name), {})
            same[variable.span.anchor, variable.span.start, variable.visible] = variable
    for same in names.values():
        for variable in same.values() if len(same) > 1 or all_names else ():
            if variable.visible is not None and variable.span is not None and not variable.number:
                yield LexicalBlock(variable.span.anchor, *variable.visible, variable.span.inlined)
